import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Identity, PluginContext, Snapshot } from '@muster/core';
import { parseCidr, parseIPv4 } from '@muster/wire';
import { keaBackend } from '../kea/kea-backend.ts';
import type { Settings } from '../options.ts';
import { Acknowledged } from './acknowledged.ts';
import { dhcpdBackend } from './dhcpd-backend.ts';
import type { ServerEvent } from './event.ts';
import { stateFiles } from './files.ts';
import { ManagedServer } from './managed-server.ts';
import { tellEvent } from './sightings.ts';

/** Discovery by lease comes after the registry's own. */
const AFTER_CORE = 100;
const DHCP_PORT = 67;

/** Mode `internal`: dhcpd or Kea runs while Muster serves, and follows every snapshot. */
export function runInternally(context: PluginContext<Settings>): void {
  const { config: settings, hooks, lifecycle, log, site, services } = context;
  let server: Pick<ManagedServer<unknown>, 'apply'> | undefined;
  let acknowledged: Acknowledged | undefined;

  hooks.discover.tap({ name: 'isc-dhcp', stage: AFTER_CORE }, (request, { snapshot }) =>
    request.mac === undefined && request.remoteAddress !== undefined
      ? heldBy(acknowledged?.holder(request.remoteAddress, request.time), snapshot)
      : undefined,
  );

  hooks.serve.tapPromise('isc-dhcp', async (serve) => {
    const file = stateFiles(site.paths.state)('acknowledged');
    await mkdir(path.dirname(file), { recursive: true });
    const book = await Acknowledged.open(file, servedBy(Object.values(site.networks)), log, Date.now());
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
    const onEvent = (event: ServerEvent): void => {
      tellEvent(event, told);
    };
    acknowledged = book;
    serve.onClose(services.leases.add(book));
    const first = snapshot();
    const parts = { site, settings, lifecycle, log };
    const started =
      settings.program === 'kea'
        ? await ManagedServer.start(keaBackend(parts), first, onEvent, log)
        : await ManagedServer.start(dhcpdBackend(parts), first, onEvent, log);
    serve.onClose(() => started.close());
    server = started;
    // A change that came while it started was told to nobody.
    if (snapshot() !== first) await started.apply(snapshot());
    for (const { address } of Object.values(site.networks)) serve.listening(settings.program, address, DHCP_PORT);
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
