import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Identity, PluginContext, Snapshot } from '@muster/core';
import { parseCidr, parseIPv4 } from '@muster/wire';
import type { Settings } from '../options.ts';
import { Acknowledged } from './acknowledged.ts';
import { eventIn } from './dhcpd-lines.ts';
import { DhcpdServer } from './dhcpd-server.ts';
import { dhcpdFiles } from './files.ts';
import { tellEvent } from './sightings.ts';

/** Discovery by lease comes after the registry's own. */
const AFTER_CORE = 100;
const DHCP_PORT = 67;

/** Mode `internal`: dhcpd runs while Muster serves, and follows every snapshot. */
export function runInternally(context: PluginContext<Settings>): void {
  const { config: settings, hooks, lifecycle, log, site, services } = context;
  let server: DhcpdServer | undefined;
  let acknowledged: Acknowledged | undefined;

  hooks.discover.tap({ name: 'isc-dhcp', stage: AFTER_CORE }, (request, { snapshot }) =>
    request.mac === undefined && request.remoteAddress !== undefined
      ? heldBy(acknowledged?.holder(request.remoteAddress, request.time), snapshot)
      : undefined,
  );

  hooks.serve.tapPromise('isc-dhcp', async (serve) => {
    const files = dhcpdFiles(site.paths.state);
    await mkdir(path.dirname(files.conf), { recursive: true });
    const book = await Acknowledged.open(files.acknowledged, servedBy(Object.values(site.networks)), log, Date.now());
    serve.onClose(() => book.close());
    const { sessions, timeline } = services;
    const { snapshot } = context;
    const told = {
      acknowledged: book,
      sessions,
      timeline,
      snapshot,
      leaseTime: settings.leaseTime * 1000,
      now: Date.now,
    };
    const onLine = (line: string): void => {
      const event = eventIn(line);
      if (event !== undefined) tellEvent(event, told);
    };
    acknowledged = book;
    serve.onClose(services.leases.add(book));
    const first = snapshot();
    const parts = { files, networks: site.networks, settings, lifecycle, log, onLine };
    const started = await DhcpdServer.start(parts, first);
    serve.onClose(() => started.close());
    server = started;
    // A change that came while it started was told to nobody.
    if (snapshot() !== first) await started.apply(snapshot());
    for (const { address } of Object.values(site.networks)) serve.listening('dhcpd', address, DHCP_PORT);
  });

  hooks.refresh.tapPromise('isc-dhcp', async (change) => {
    if (change.kind === 'snapshot') await server?.apply(change.snapshot);
  });
}

function servedBy(networks: readonly { readonly cidr: string }[]): (address: string) => boolean {
  const cidrs = networks.flatMap(({ cidr }) => parseCidr(cidr) ?? []);
  return (address) => {
    const number = parseIPv4(address);
    return number !== undefined && cidrs.some((cidr) => cidr.contains(number));
  };
}

function heldBy(mac: string | undefined, snapshot: Snapshot): Identity | undefined {
  const node = mac === undefined ? undefined : snapshot.registry.byMac(mac);
  return node === undefined ? undefined : { node, by: 'lease', proofs: ['lease'] };
}
