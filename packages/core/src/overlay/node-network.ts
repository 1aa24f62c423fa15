import { formatIPv4, parseCidr } from '@muster/wire';
import type { SiteConfig } from '../config/types.ts';
import type { Network, NetworkTable } from '../net/index.ts';
import type { NetworkDevice, ResolvedNode } from '../registry/types.ts';

/** A network device with everything filled in that its network says. Unset text is ''. */
export interface DeviceFacts {
  readonly name: string;
  readonly device: NetworkDevice;
  readonly primary: boolean;
  /** `10.0.0.5`. */
  readonly address: string;
  /** `10.0.0.5/22`. */
  readonly ipCidr: string;
  /** `fd00:1::5`. */
  readonly address6: string;
  /** `64`. */
  readonly prefix6: string;
  /** `255.255.252.0`. */
  readonly netmask: string;
  /** `10.0.0.0`. */
  readonly network: string;
  readonly gateway: string;
  readonly mtu: string;
  readonly dns: readonly string[];
  readonly domain: string;
}

/** The network a device is in: the one its address belongs to, or, without address, the one of the same name or the only one. */
export function networkOf(name: string, device: NetworkDevice, table: NetworkTable): Network | undefined {
  const address = (device.address ?? device.address6)?.split('/')[0];
  if (address !== undefined) return table.find(address);
  const { networks } = table;
  return networks.find((network) => network.name === name) ?? (networks.length === 1 ? networks[0] : undefined);
}

/** The network from which the server serves a node: that of its primary device, else the first of the configuration. */
export function servingNetwork(node: ResolvedNode, site: SiteConfig, table: NetworkTable): Network | undefined {
  const name = node.primaryNetwork;
  const device = name === undefined ? undefined : node.networkDevices[name];
  const own = name === undefined || device === undefined ? undefined : networkOf(name, device, table);
  const [first] = Object.keys(site.networks);
  return own ?? table.networks.find((network) => network.name === first);
}

/** A device as the node is to configure it. */
export function deviceFacts(node: ResolvedNode, name: string, device: NetworkDevice, table: NetworkTable): DeviceFacts {
  const network = networkOf(name, device, table);
  const primary = node.primaryNetwork === name;
  const mtu = device.mtu ?? network?.config.mtu;
  const own = parseCidr(withPrefix(device.address, network));
  const [address6 = '', prefix6 = ''] = device.address6?.split('/') ?? [];
  return {
    name,
    device,
    primary,
    address: own === undefined ? '' : formatIPv4(own.address),
    ipCidr: own === undefined ? '' : `${formatIPv4(own.address)}/${own.prefix}`,
    address6,
    prefix6,
    netmask: own === undefined ? '' : formatIPv4(own.netmask),
    network: own === undefined ? '' : formatIPv4(own.network),
    gateway: gatewayOf(device, primary, network) ?? '',
    mtu: mtu === undefined ? '' : String(mtu),
    dns: device.dns ?? [...(network?.config.dns ?? []), ...(address6 === '' ? [] : (network?.config.ipv6?.dns ?? []))],
    domain: device.domain ?? network?.config.domain ?? '',
  };
}

/** The network's gateway is for the primary device alone: with a second default route answers would leave by the wrong device. */
function gatewayOf(device: NetworkDevice, primary: boolean, network: Network | undefined): string | undefined {
  const common = network?.config.gateway;
  if (primary) return device.gateway ?? common;
  return device.gateway === common ? undefined : device.gateway;
}

function withPrefix(address: string | undefined, network: Network | undefined): string {
  if (address === undefined || address.includes('/')) return address ?? '';
  return `${address}/${network?.cidr.prefix ?? 32}`;
}
