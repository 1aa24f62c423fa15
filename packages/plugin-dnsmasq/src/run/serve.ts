import { mkdir } from 'node:fs/promises';
import { followSnapshots, isRelayed, networkOf, type PluginContext } from '@muster/core';
import type { DnsmasqOptions } from '../options.ts';
import { dnsmasqFiles } from './files.ts';
import { openLeases } from './leases.ts';
import { DnsmasqLines } from './lines.ts';
import { assertReachable } from './reachable.ts';
import { DnsmasqServer } from './server.ts';
import { tell } from './tell.ts';
import { fillTftpFolder } from './tftp-folder.ts';

const PORTS = { dhcp: 67, tftp: 69, dns: 53 } as const;

/** dnsmasq runs while Muster serves, and follows every snapshot. */
export function runWhileServing(context: PluginContext<DnsmasqOptions>): void {
  const { config: options, lifecycle, log, site, services, snapshot, plugin } = context;
  followSnapshots(context, async (serve, first) => {
    const files = dnsmasqFiles(site.paths.state);
    await mkdir(files.folder, { recursive: true });
    await assertReachable(files.folder, options.user);
    if (options.tftp) await fillTftpFolder(files.tftp, serve.routes.files, log);
    const isServed = (address: string): boolean => networkOf(site, { remoteAddress: address }) !== undefined;
    const leases = options.dhcp === 'server' ? await openLeases(files.leases, isServed) : undefined;
    if (leases !== undefined) serve.onClose(services.leases.add(leases));
    const { sessions, timeline } = services;
    const leaseTime = (node: boolean): number => (node ? options.leaseTime : options.poolLeaseTime);
    const told = { by: plugin, leases, sessions, timeline, snapshot, leaseTime, now: Date.now };
    const lines = new DnsmasqLines();
    const server = new DnsmasqServer({
      files,
      options,
      lifecycle,
      log,
      onLine: (line) => {
        const event = lines.event(line);
        if (event?.kind === 'read') server.hasRead(event.file);
        else if (event !== undefined) tell(event, told);
      },
    });
    await server.start(first);
    const near = Object.values(site.networks).filter((network) => !isRelayed(network));
    for (const what of ['dhcp', 'tftp', 'dns'] as const) {
      if (options[what] === 'off' || options[what] === false) continue;
      for (const { address } of near) serve.listening(`dnsmasq ${what}`, address, PORTS[what]);
    }
    return server;
  });
}
