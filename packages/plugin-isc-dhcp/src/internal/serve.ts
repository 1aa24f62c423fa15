import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type DhcpEvent, followSnapshots, isRelayed, networkOf, type PluginContext, tellDhcpEvent } from '@muster/core';
import { isConfined } from '../apparmor.ts';
import type { Rendering } from '../dhcpd-conf.ts';
import { keaBackend } from '../kea/kea-backend.ts';
import type { Settings } from '../options.ts';
import { openAcknowledged } from './acknowledged.ts';
import { dhcpdBackend } from './dhcpd-backend.ts';
import { ManagedServer } from './managed-server.ts';
import { placesOf, stateFiles } from './places.ts';

const DHCP_PORT = 67;

/** Mode `internal`: dhcpd or Kea runs while Muster serves, and follows every snapshot. */
export function runInternally(context: PluginContext<Settings>, rendering: Rendering): void {
  const { config: settings, log, site, services, snapshot, plugin } = context;
  followSnapshots(context, async (serve, first) => {
    const file = stateFiles(site.paths.state)('acknowledged');
    await mkdir(path.dirname(file), { recursive: true });
    const isServed = (address: string): boolean => networkOf(site, { remoteAddress: address }) !== undefined;
    const acknowledged = await openAcknowledged(file, isServed, log, Date.now());
    serve.onClose(() => acknowledged.close());
    const { leases } = acknowledged;
    serve.onClose(services.leases.add(leases));
    const { sessions, timeline } = services;
    const leaseTime = (): number => settings.leaseTime;
    const told = { by: plugin, leases, sessions, timeline, snapshot, leaseTime, now: Date.now };
    const onEvent = (event: DhcpEvent): void => {
      tellDhcpEvent(event, told);
    };
    const places = await placesOf(site.paths.state, settings, await isConfined('/usr/sbin/dhcpd'));
    const parts = { rendering, site, settings, places, log };
    const server =
      settings.program === 'kea'
        ? await ManagedServer.start(await keaBackend(parts), first, onEvent, log)
        : await ManagedServer.start(dhcpdBackend(parts), first, onEvent, log);
    for (const network of Object.values(site.networks)) {
      if (!isRelayed(network)) serve.listening(settings.program, network.address, DHCP_PORT);
    }
    return server;
  });
}
