import { definePlugin, type Identity, type LeaseSource, type Snapshot } from '@muster/core';
import { parseIPv4 } from '@muster/wire';
import { dhcpChecks } from './checks.ts';
import { leasesCommand } from './commands.ts';
import { explainOffer } from './engine/explain-offer.ts';
import { isActive } from './lease/lease.ts';
import { journalFile, LeaseStore } from './lease/lease-store.ts';
import { type Networks, networksOf } from './network.ts';
import { DhcpOptions } from './options.ts';
import { DhcpServer } from './server/server.ts';
import { otherListener } from './server/sockets.ts';

/** Discovery by lease comes after the registry's own. */
const AFTER_CORE = 100;

/** What is known of leases while the server does not run here. */
const NO_LEASES = { at: () => undefined, of: () => undefined };

/** The embedded DHCP server. */
export default definePlugin({
  name: 'dhcp',
  version: '0.1.0',
  api: '^1.0.0',
  summary: 'DHCP server for the provisioning networks, in process',
  configSchema: DhcpOptions,
  apply(context) {
    const { config: options, hooks, lifecycle, log, site } = context;
    const networks = networksOf(site);
    let leases: LeaseStore | undefined;

    context.contribute({
      provides: [{ step: 'address' }, { step: 'boot-file' }],
      // Broadcasts come in by a socket on all addresses.
      listens: [{ what: 'dhcp', protocol: 'udp', port: options.port, addresses: ['0.0.0.0'], shared: true }],
      checks: dhcpChecks(site, networks),
      commands: [leasesCommand],
    });

    hooks.discover.tap({ name: 'dhcp', stage: AFTER_CORE }, (request, { snapshot }) =>
      request.mac === undefined ? byLease(leases, snapshot, request.remoteAddress, request.time) : undefined,
    );

    hooks.render.for('dhcp-offer').make.tapPromise('dhcp', async (request) => {
      const parts = { networks, leases: leases ?? NO_LEASES, options, lifecycle, log };
      const packet = await explainOffer(parts, request);
      return packet && { packet };
    });

    hooks.serve.tapPromise('dhcp', async (serve) => {
      const other = await otherListener(options.port);
      if (other !== undefined) log.warn({ port: options.port, other }, 'another program listens on the DHCP port too');
      const store = await LeaseStore.open(journalFile(site.paths.state));
      serve.onClose(() => store.close());
      if (store.damaged > 0) log.warn({ lines: store.damaged }, 'unreadable lines in the lease journal were left out');
      const server = await DhcpServer.start({
        networks,
        leases: store,
        options,
        lifecycle,
        timeline: context.services.timeline,
        sessions: context.services.sessions,
        log,
        snapshot: () => context.snapshot(),
      });
      serve.onClose(() => server.close());
      leases = store;
      serve.onClose(context.services.leases.add(sourceOf(networks, store)));
      for (const { config } of networks.list) serve.listening('dhcp', config.address, server.port);
    });
  },
});

function sourceOf(networks: Networks, leases: LeaseStore): LeaseSource {
  const numbered = (address: string): number => parseIPv4(address) ?? 0;
  return {
    serves: (address) => networks.containing(numbered(address)) !== undefined,
    holder: (address, time) => {
      const lease = leases.at(numbered(address));
      return lease?.state === 'bound' && isActive(lease, time) ? lease.client : undefined;
    },
  };
}

/** The node whose device holds the lease of this address: nodes without a fixed address are known by it. */
function byLease(
  leases: LeaseStore | undefined,
  snapshot: Snapshot,
  remoteAddress: string | undefined,
  now: number,
): Identity | undefined {
  const address = remoteAddress === undefined ? undefined : parseIPv4(remoteAddress);
  const lease = address === undefined ? undefined : leases?.at(address);
  if (lease?.state !== 'bound' || !isActive(lease, now)) return undefined;
  const node = snapshot.registry.byMac(lease.client);
  return node === undefined ? undefined : { node, by: 'lease', proofs: ['lease'] };
}
