import { definePlugin, type LeaseSource } from '@muster/core';
import { parseIPv4 } from '@muster/wire';
import { dhcpChecks } from './checks.ts';
import { leasesCommand } from './commands.ts';
import { explainOffer } from './engine/explain-offer.ts';
import { networks6Of } from './ipv6/network.ts';
import { listening6, serveIpv6 } from './ipv6/serve.ts';
import { isActive } from './lease/lease.ts';
import { journalFile, LeaseStore } from './lease/lease-store.ts';
import { type Networks, networksOf } from './network.ts';
import { DhcpOptions } from './options.ts';
import { runAsProxy } from './proxy/serve.ts';
import { systemPing } from './server/ping.ts';
import { DhcpServer } from './server/server.ts';
import { otherListener } from './server/sockets.ts';

/** What is known of leases while the server does not run here. */
const NO_LEASES = { at: () => undefined, of: () => undefined };

/** Mode `off`. */
const OTHERS = [
  { step: 'address', why: 'dhcp is off (mode: off), so another DHCP server has to give addresses' },
  { step: 'boot-file', why: 'dhcp is off (mode: off), so another DHCP server has to tell machines their boot file' },
] as const;

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
    const networks6 = networks6Of(site);
    let leases: LeaseStore | undefined;

    context.contribute({ commands: [leasesCommand] });
    if (options.mode === 'off') {
      context.contribute({ needs: OTHERS });
      return;
    }
    if (options.mode === 'proxy') {
      runAsProxy(context, networks);
      return;
    }
    context.contribute({
      provides: [{ step: 'address' }, { step: 'boot-file', identifies: true }],
      // Broadcasts come in by a socket on all addresses.
      listens: [
        { what: 'dhcp', protocol: 'udp', port: options.port, addresses: ['0.0.0.0'], shared: true },
        ...listening6(networks6),
      ],
      checks: dhcpChecks(site, networks, options),
    });

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
        ...(options.conflictCheck ? { ping: await systemPing(log) } : {}),
      });
      serve.onClose(() => server.close());
      leases = store;
      serve.onClose(context.services.leases.add(sourceOf(networks, store)));
      for (const { config } of networks.list) serve.listening('dhcp', config.address, server.port);
      await serveIpv6(context, serve, networks6);
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
