import type { LeaseSource, Listening, PluginContext, ServeContext } from '@muster/core';
import { DHCP6_CLIENT_PORT, DHCP6_SERVER_PORT } from '@muster/wire';
import type { DhcpOptions } from '../options.ts';
import { journal6File, LeaseStore6 } from './lease-store.ts';
import type { Networks6 } from './network.ts';
import { DhcpServer6 } from './server.ts';
import { serverDuid } from './server-duid.ts';
import { otherListener6 } from './sockets.ts';

/** The DHCPv6 port, where a network has an IPv6 side: one socket on all addresses. */
export function listening6(networks: Networks6): readonly Listening[] {
  if (networks.length === 0) return [];
  return [{ what: 'dhcp6', protocol: 'udp', port: DHCP6_SERVER_PORT, addresses: ['::'], shared: true }];
}

/** Opens leases and socket of the DHCPv6 server; nothing where no network has an IPv6 side. */
export async function serveIpv6(
  context: PluginContext<DhcpOptions>,
  serve: ServeContext,
  networks: Networks6,
): Promise<void> {
  if (networks.length === 0) return;
  const { config: options, lifecycle, log, services, site } = context;
  const other = await otherListener6(DHCP6_SERVER_PORT);
  if (other !== undefined)
    log.warn({ port: DHCP6_SERVER_PORT, other }, 'another program listens on the DHCPv6 port too');
  const leases = await LeaseStore6.open(journal6File(site.paths.state));
  serve.onClose(() => leases.close());
  const server = await DhcpServer6.start(
    {
      networks,
      duid: await serverDuid(site.paths.state),
      leases,
      options,
      ports: { clientPort: DHCP6_CLIENT_PORT, relayPort: DHCP6_SERVER_PORT },
      lifecycle,
      timeline: services.timeline,
      sessions: services.sessions,
      log,
      snapshot: () => context.snapshot(),
    },
    DHCP6_SERVER_PORT,
  );
  serve.onClose(() => server.close());
  serve.onClose(services.leases.add(sourceOf(networks, leases)));
  for (const { ipv6 } of networks) serve.listening('dhcp6', ipv6.address, server.port);
}

function sourceOf(networks: Networks6, leases: LeaseStore6): LeaseSource {
  return {
    serves: (address) => address.includes(':') && networks.some(({ cidr }) => cidr.contains(address)),
    holder: (address, time) => {
      const lease = leases.at(address);
      return lease !== undefined && lease.expires > time ? lease.client : undefined;
    },
  };
}
