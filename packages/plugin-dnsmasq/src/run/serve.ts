import { mkdir } from 'node:fs/promises';
import type { Identity, PluginContext, SiteConfig, Snapshot } from '@muster/core';
import { parseCidr, parseIPv4 } from '@muster/wire';
import type { DnsmasqOptions } from '../options.ts';
import { dnsmasqFiles } from './files.ts';
import { Leases } from './leases.ts';
import { DnsmasqLines } from './lines.ts';
import { assertReachable } from './reachable.ts';
import { DnsmasqServer } from './server.ts';
import { tell } from './tell.ts';
import { fillTftpFolder } from './tftp-folder.ts';

/** Discovery by lease comes after the registry's own. */
const AFTER_CORE = 100;
const PORTS = { dhcp: 67, tftp: 69, dns: 53 } as const;

/** dnsmasq runs while Muster serves, and follows every snapshot. */
export function runWhileServing(context: PluginContext<DnsmasqOptions>): void {
  const { config: options, hooks, lifecycle, log, site, services } = context;
  let server: DnsmasqServer | undefined;
  let leases: Leases | undefined;

  hooks.discover.tap({ name: 'dnsmasq', stage: AFTER_CORE }, (request, { snapshot }) =>
    request.mac === undefined && request.remoteAddress !== undefined
      ? heldBy(leases?.holder(request.remoteAddress, request.time), snapshot)
      : undefined,
  );

  hooks.serve.tapPromise('dnsmasq', async (serve) => {
    const files = dnsmasqFiles(site.paths.state);
    await mkdir(files.folder, { recursive: true });
    await assertReachable(files.folder, options.user);
    if (options.tftp) await fillTftpFolder(files.tftp, serve.routes.files, log);
    if (options.dhcp === 'server') {
      leases = await Leases.open(files.leases, servedBy(site));
      serve.onClose(services.leases.add(leases));
    }
    const { snapshot } = context;
    const { sessions, timeline } = services;
    const told = { leases, sessions, timeline, snapshot, settings: options, now: Date.now };
    const lines = new DnsmasqLines();
    const onLine = (line: string): void => {
      const event = lines.event(line);
      if (event?.kind === 'read') server?.hasRead(event.file);
      else if (event !== undefined) tell(event, told);
    };
    const first = snapshot();
    const started = await DnsmasqServer.start({ files, options, lifecycle, log, onLine }, first);
    serve.onClose(() => started.close());
    server = started;
    // A change that came while it started was told to nobody.
    if (snapshot() !== first) await started.apply(snapshot());
    for (const what of ['dhcp', 'tftp', 'dns'] as const) {
      if (options[what] === 'off' || options[what] === false) continue;
      for (const { address } of Object.values(site.networks)) serve.listening(`dnsmasq ${what}`, address, PORTS[what]);
    }
  });

  hooks.refresh.tapPromise('dnsmasq', async (change) => {
    if (change.kind === 'snapshot') await server?.apply(change.snapshot);
  });
}

function servedBy({ networks }: SiteConfig): (address: string) => boolean {
  const cidrs = Object.values(networks).flatMap(({ cidr }) => parseCidr(cidr) ?? []);
  return (address) => {
    const number = parseIPv4(address);
    return number !== undefined && cidrs.some((cidr) => cidr.contains(number));
  };
}

function heldBy(mac: string | undefined, snapshot: Snapshot): Identity | undefined {
  const node = mac === undefined ? undefined : snapshot.registry.byMac(mac);
  return node === undefined ? undefined : { node, by: 'lease', proofs: ['lease'] };
}
