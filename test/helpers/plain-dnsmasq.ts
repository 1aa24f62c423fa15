import type { Client, LabProcess, Network } from '../lab/index.ts';

export interface PlainDnsmasqOptions {
  /** Hosts with a fixed address; all others get one from 200 to 220. */
  readonly hosts?: Readonly<Record<string, { readonly mac: string; readonly address: string }>>;
  readonly args?: readonly string[];
}

/**
 * The DHCP server of a site that knows nothing of network boot: dnsmasq with addresses and no boot options. `place` is where it
 * runs: a machine of its own, or the network, beside the server.
 */
export async function startPlainDnsmasq(
  place: Pick<Client | Network, 'spawn'>,
  network: Network,
  { hosts = {}, args = [] }: PlainDnsmasqOptions = {},
): Promise<LabProcess> {
  const fixed = Object.values(hosts).map(({ mac, address }) => `--dhcp-host=${mac},${address}`);
  const range = `--dhcp-range=${network.host(200)},${network.host(220)},10m`;
  const files = ['-C', '/dev/null', '--pid-file=', '--dhcp-leasefile=/dev/null', '-8', '-'];
  const dnsmasq = place.spawn(
    'dnsmasq',
    ['-k', ...files, '-p', '0', '--log-dhcp', '--no-ping', range, ...fixed, ...args],
    { name: 'dnsmasq of the site' },
  );
  await dnsmasq.waitForOutput(/started, version/, { timeoutMs: 15_000 });
  return dnsmasq;
}
