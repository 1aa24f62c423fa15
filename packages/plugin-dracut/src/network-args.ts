import { inUrl, type NetworkDevice, networkOf, type ResolvedNode, type SiteConfig } from '@muster/core';

/** Octets of an Ethernet address as the registry has it. */
const ETHERNET = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** What the arguments depend on. */
export interface NetworkFacts {
  readonly node: ResolvedNode;
  readonly site: SiteConfig;
  /** Base URL the first stage fetches from. */
  readonly baseUrl: string;
  readonly mode: 'dhcp' | 'static';
}

/**
 * dracut.cmdline(7): names for all Ethernet devices of the node, and an address for the one it boots from. The first stage's
 * udev names the interfaces, and a link that is up keeps its name in the real root: so the names wanted there are given here
 * already. The address is of the family the server is reached by; the other devices are left to the booted system.
 */
export function networkArgs(facts: NetworkFacts): string[] {
  const { node } = facts;
  const named = Object.values(node.networkDevices).filter(isNamed);
  const primary = node.networkDevices[node.primaryNetwork ?? ''];
  const ipv6 = /^https?:\/\/\[/.test(facts.baseUrl);
  const names = named.map(({ device, hwaddr }) => `ifname=${device}:${hwaddr}`);
  if (primary === undefined || !isNamed(primary)) return [...names, ipv6 ? 'ip=auto6' : 'ip=dhcp'];
  const fixed = facts.mode === 'static' ? staticAddress(facts, primary, ipv6) : undefined;
  const mtu = primary.mtu === undefined ? '' : `:${primary.mtu}`;
  if (fixed !== undefined) return [...names, `${fixed}${mtu}`, ...nameservers(primary)];
  const method = ipv6 ? (primary.address6 === undefined ? 'auto6' : 'dhcp6') : 'dhcp';
  return [...names, `ip=${primary.device}:${method}${mtu}`];
}

type Named = NetworkDevice & Required<Pick<NetworkDevice, 'device' | 'hwaddr'>>;

/** VLANs and bonds have no hardware of their own; dracut's ifname= knows no InfiniBand. */
function isNamed(device: NetworkDevice): device is Named {
  const { type = 'ethernet', device: name, hwaddr = '' } = device;
  return type === 'ethernet' && name !== undefined && ETHERNET.test(hwaddr);
}

/** `ip=CLIENT::GATEWAY:NETMASK:HOSTNAME:INTERFACE:none`; undefined for a device without an address of that family. */
function staticAddress({ node, site }: NetworkFacts, device: Named, ipv6: boolean): string | undefined {
  const [address, given] = (ipv6 ? device.address6 : device.address)?.split('/') ?? [];
  if (address === undefined) return undefined;
  const network = networkOf(site, { remoteAddress: address })?.[1];
  const cidr = ipv6 ? network?.ipv6?.cidr : network?.cidr;
  const prefix = Number(given ?? cidr?.split('/')[1] ?? (ipv6 ? 64 : 32));
  const gateway = [device.gateway, ipv6 ? undefined : network?.gateway].find((one) => one?.includes(':') === ipv6);
  const mask = ipv6 ? String(prefix) : netmask(prefix);
  const host = node.name.split('.')[0];
  return `ip=${inUrl(address)}::${inUrl(gateway ?? '')}:${mask}:${host}:${device.device}:none`;
}

function netmask(prefix: number): string {
  const bits = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
}

/** With DHCP they come with the lease. */
function nameservers({ dns = [] }: NetworkDevice): string[] {
  return dns.map((server) => `nameserver=${inUrl(server)}`);
}
