import type { Lifecycle, Snapshot } from '@muster/core';
import { DECLARATIONS, statementsFor } from './boot-statements.ts';
import { type DeclaredHost, declaredHosts } from './declared-hosts.ts';
import type { HostSource } from './hosts.ts';
import { optionDeclarations } from './option-statements.ts';
import { subnet, toldNetworks } from './subnets.ts';

export interface DhcpdSettings {
  readonly leaseTime: number;
  readonly authoritative: boolean;
  /** Statements for the dhcpd that Muster runs itself; it also says in its log which class of machine asks. */
  readonly internal?: readonly string[];
}

/** A piece of the file and what it was made from, as an administrator knows it. */
export interface Part {
  readonly about?: string;
  readonly lines: readonly string[];
}

/** A dhcpd.conf(5): everything but hosts, which dhcpd can be told of while it runs, and hosts. */
export interface DhcpdConf {
  readonly parts: readonly Part[];
  readonly hosts: readonly DeclaredHost[];
}

/** What configurations are rendered from. */
export interface Rendering {
  readonly lifecycle: Lifecycle;
  readonly hosts: HostSource;
}

/** What dhcpd.conf(5) has off. */
const BEHAVIOUR = [
  // Firmware, iPXE and OS of one machine send three client identifiers: it would get three addresses of the pool.
  'ignore-client-uids true;',
  // RFC 6842.
  'echo-client-id true;',
];

/** What dhcpd needs for the site's networks and nodes. */
export async function dhcpdConf(
  { lifecycle, hosts }: Rendering,
  snapshot: Snapshot,
  settings: DhcpdSettings,
): Promise<DhcpdConf> {
  const { site } = snapshot;
  const all = await hosts(snapshot);
  const networks = toldNetworks(site, all);
  const statements = statementsFor(lifecycle, snapshot, {
    sightings: settings.internal !== undefined,
    unaskedOn: (network) => networks.get(network)?.unasked ?? [],
  });
  const usual = lifecycle.choiceFor(undefined);
  const parts: Part[] = [
    {
      lines: [
        ...(settings.authoritative ? ['authoritative;'] : []),
        ...BEHAVIOUR,
        `default-lease-time ${settings.leaseTime};`,
        `max-lease-time ${settings.leaseTime};`,
        ...DECLARATIONS,
        ...optionDeclarations(Object.values(site.networks), all),
        ...(settings.internal ?? []),
      ],
    },
  ];
  for (const [name, network] of Object.entries(site.networks)) {
    const boot = usual === undefined ? [] : await statements(usual, name);
    const { nextServer } = lifecycle.endpoints({ network: name });
    const lines = subnet({ name, network, told: networks.get(name), boot, nextServer });
    parts.push({ about: `network "${name}"`, lines: ['', ...lines] });
  }
  return { parts, hosts: await declaredHosts(all, statements, networks) };
}
