import { formatIPv4 } from '@muster/wire';
import { goSlice, type GoStruct, goStruct, structOf } from '@muster/gotemplate';
import { endpointsOf } from '../lifecycle/endpoints.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { networkTable } from '../net/index.ts';
import type { ResolvedNode } from '../registry/types.ts';
import { type NodeView, newestKernel, nodeFields, nodeType } from './data-node.ts';
import { serverFields } from './data-server.ts';
import type { Facts } from './facts.ts';
import { deviceFacts, servingNetwork } from './node-network.ts';

/** What a template is rendered for. */
export interface TemplateSubject {
  readonly node: ResolvedNode;
  readonly snapshot: Snapshot;
  /** Name of this machine. */
  readonly serverName: string;
  /** Overlay and file being rendered. */
  readonly overlay: string;
  readonly source: string;
}

/**
 * The data of overlay templates under Warewulf's field names (what is unset is ''), and `.Muster` with Url, Snapshot, SnapshotId,
 * Network, Dns and Domain of our own. Every field is computed when a template reads it: AllNodes of 10 000 nodes costs nothing
 * to those that do not.
 */
export function templateData(subject: TemplateSubject): GoStruct {
  const { node, snapshot } = subject;
  const networks = networkTable(snapshot.site.networks);
  const view: NodeView = { node, snapshot, networks };
  const fields: Record<string, unknown> = {
    Id: node.name,
    Hostname: node.name,
    BuildHost: subject.serverName,
    BuildSource: subject.source,
    Overlay: subject.overlay,
    BuildTimeUnix: String(Math.floor(snapshot.time / 1000)),
    Container: node.image ?? '',
    ContainerName: node.image ?? '',
    ...addressFields(view),
    DiskList: () => goSlice('*node.Disk', []),
    FileSystemList: () => goSlice('*node.FileSystem', []),
  };
  lazily(fields, 'BuildTime', () => buildTime(snapshot.time));
  lazily(fields, 'Muster', () => goStruct('*muster.Facts', musterFields(view)));
  lazily(fields, 'ThisNode', () => structOf(nodeType, view));
  lazily(fields, 'AllNodes', () => goSlice('node.Node', allNodes(view)));
  for (const [name, read] of Object.entries(nodeFields)) lazily(fields, name, () => read(view));
  for (const name of serverNames) lazily(fields, name, () => serverFields(snapshot.site)[name]);
  return goStruct('*overlay.TemplateStruct', fields);
}

const serverNames = ['Warewulf', 'Dhcp', 'Tftp', 'Nfs', 'Ssh', 'Paths'];

/** Notes what a read of this data depends on, besides the node itself and the configuration. `path` as gotemplate's onRead gives it. */
export function noteRead(path: string, node: ResolvedNode, facts: Facts): void {
  const [first = '', second] = path.split(/[.[]/, 2);
  const all = first === '';
  if (all || first === 'AllNodes') facts.depend('registry', (snapshot) => snapshot.registry.id);
  if (first === 'ThisNode' || first === 'Kernel') facts.depend('kernel', (snapshot) => newestKernel(node, snapshot));
  if (all || first === 'AllNodes') facts.depend('kernels', newestKernels);
  const muster = first === 'Muster' && (second === undefined || second.startsWith('Snapshot'));
  if (all || muster || first.startsWith('BuildTime')) {
    facts.depend('snapshot', (snapshot) => `${snapshot.id} ${snapshot.number} ${snapshot.time}`);
  }
}

function newestKernels(snapshot: Snapshot): string {
  return JSON.stringify([...snapshot.images].map(([name, image]) => [name, image.kernels[0]?.version]));
}

function lazily(fields: Record<string, unknown>, name: string, read: () => unknown): void {
  let made: { readonly value: unknown } | undefined;
  const get = (): unknown => {
    made ??= { value: read() };
    return made.value;
  };
  Object.defineProperty(fields, name, { enumerable: true, get });
}

/** Address of this server in the network that the node's primary device is in. IPv6 fields are empty. */
function addressFields({ node, snapshot, networks }: NodeView): Record<string, unknown> {
  const serving = servingNetwork(node, snapshot.site, networks);
  const cidr = serving?.cidr;
  const prefix = cidr === undefined ? '' : `/${cidr.prefix}`;
  const address = serving?.config.address ?? '';
  const network = cidr === undefined ? '' : formatIPv4(cidr.network);
  return {
    Ipaddr: address,
    IpCIDR: address === '' ? '' : address + prefix,
    Netmask: cidr === undefined ? '' : formatIPv4(cidr.netmask),
    Network: network,
    NetworkCIDR: network + prefix,
    Ipaddr6: '',
    PrefixLen6: '',
    IpCIDR6: '',
    Network6: '',
    NetworkCIDR6: '',
    Ipv6: false,
  };
}

function musterFields({ node, snapshot, networks }: NodeView): Record<string, unknown> {
  const serving = servingNetwork(node, snapshot.site, networks);
  const devices = Object.entries(node.networkDevices).map(([name, device]) =>
    deviceFacts(node, name, device, networks),
  );
  devices.sort((a, b) => Number(b.primary) - Number(a.primary));
  return {
    Url: endpointsOf(snapshot.site, serving === undefined ? {} : { network: serving.name }).baseUrl,
    Network: serving?.name ?? '',
    Snapshot: snapshot.number,
    SnapshotId: snapshot.id,
    Dns: goSlice('string', [...new Set(devices.flatMap((device) => device.dns))]),
    Domain: devices.find((device) => device.domain !== '')?.domain ?? '',
  };
}

function allNodes({ snapshot, networks }: NodeView): unknown[] {
  return snapshot.registry.nodeNames.flatMap((name) => {
    const node = snapshot.registry.node(name);
    return node === undefined ? [] : [structOf(nodeType, { node, snapshot, networks })];
  });
}

/** `01-02-2006 15:04:05 MST` in Go's notation, in UTC so that it is the same on every server. */
function buildTime(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  return `${month}-${day}-${year} ${clock.slice(0, 8)} UTC`;
}
