import { goSlice, type StructType } from '@muster/gotemplate';
import { formatIPv4 } from '@muster/wire';
import { endpointsOf } from '../lifecycle/endpoints.ts';
import type { NodeView } from './data-node.ts';
import { type DeviceFacts, deviceFacts, servingNetwork } from './node-network.ts';

const serving = ({ node, snapshot, networks }: NodeView) => servingNetwork(node, snapshot.site, networks);

function netmask(view: NodeView): string {
  const cidr = serving(view)?.cidr;
  return cidr === undefined ? '' : formatIPv4(cidr.netmask);
}

function network(view: NodeView): string {
  const cidr = serving(view)?.cidr;
  return cidr === undefined ? '' : formatIPv4(cidr.network);
}

function withPrefix(view: NodeView, address: string): string {
  return address === '' ? '' : `${address}/${serving(view)?.cidr.prefix}`;
}

function prefix6(view: NodeView): string {
  const cidr = serving(view)?.cidr6;
  return cidr === undefined ? '' : String(cidr.prefix);
}

function joined6(view: NodeView, address: string): string {
  return address === '' ? '' : `${address}/${prefix6(view)}`;
}

/** This server in the network that the node's primary device is in. IPv6 fields are empty where its network has no IPv6 side. */
export const addressFields: StructType<NodeView>['fields'] = {
  Ipaddr: (view) => serving(view)?.config.address ?? '',
  IpCIDR: (view) => withPrefix(view, serving(view)?.config.address ?? ''),
  Netmask: netmask,
  Network: network,
  NetworkCIDR: (view) => withPrefix(view, network(view)),
  Ipaddr6: (view) => serving(view)?.config.ipv6?.address ?? '',
  PrefixLen6: prefix6,
  IpCIDR6: (view) => joined6(view, serving(view)?.config.ipv6?.address ?? ''),
  Network6: (view) => serving(view)?.cidr6?.network ?? '',
  NetworkCIDR6: (view) => joined6(view, serving(view)?.cidr6?.network ?? ''),
  Ipv6: (view) => serving(view)?.cidr6 !== undefined,
};

/** What Muster adds to Warewulf's data: where its server is for this node, the snapshot, and the node's name service. */
export const musterType: StructType<NodeView> = {
  name: '*muster.Facts',
  fields: {
    Url: (view) => {
      const name = serving(view)?.name;
      return endpointsOf(view.snapshot.site, name === undefined ? {} : { network: name }).baseUrl;
    },
    Network: (view) => serving(view)?.name ?? '',
    Snapshot: ({ snapshot }) => snapshot.number,
    SnapshotId: ({ snapshot }) => snapshot.id,
    Dns: (view) => goSlice('string', [...new Set(devices(view).flatMap((device) => device.dns))]),
    Domain: (view) => devices(view).find((device) => device.domain !== '')?.domain ?? '',
  },
};

/** The primary device first. */
function devices({ node, networks }: NodeView): DeviceFacts[] {
  const all = Object.entries(node.networkDevices).map(([name, device]) => deviceFacts(node, name, device, networks));
  return all.sort((a, b) => Number(b.primary) - Number(a.primary));
}
