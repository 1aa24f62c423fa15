import { goMap, goSlice, goStruct, type StructType, structOf } from '@muster/gotemplate';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { NetworkTable } from '../net/index.ts';
import type { ResolvedNode } from '../registry/types.ts';
import { devicesOf } from './data-device.ts';

/** A node and what its fields are computed from. */
export interface NodeView {
  readonly node: ResolvedNode;
  readonly snapshot: Snapshot;
  readonly networks: NetworkTable;
}

const kernelType: StructType<NodeView> = {
  name: '*node.KernelConf',
  fields: {
    Version: ({ node, snapshot }) => node.kernel.version ?? newestKernel(node, snapshot),
    Args: ({ node }) => goSlice('string', node.kernel.args),
  },
};

/** BMC settings, none of which are in the registry. */
const ipmi = goStruct('*node.IpmiConf', {
  UserName: '',
  Password: '',
  Ipaddr: '',
  Gateway: '',
  Netmask: '',
  Port: '',
  Interface: '',
  EscapeChar: '',
  Template: '',
  Write: goStruct('wwtype.WWbool', { Bool: () => false }),
  Tags: goMap('string', []),
});

/** Fields of a merged node under Warewulf's names; Extra holds the fields that plugins contribute. */
export const nodeFields: StructType<NodeView>['fields'] = {
  Comment: ({ node }) => node.comment ?? '',
  ClusterName: ({ node, snapshot }) => node.cluster ?? snapshot.site.cluster ?? '',
  ImageName: ({ node }) => node.image ?? '',
  Ipxe: ({ node }) => node.boot.loader ?? '',
  Profiles: ({ node }) => goSlice('string', node.profiles),
  RuntimeOverlay: ({ node }) => goSlice('string', node.runtimeOverlays),
  SystemOverlay: ({ node }) => goSlice('string', node.systemOverlays),
  Kernel: (view) => structOf(kernelType, view),
  Init: ({ node }) => node.init ?? '',
  Root: ({ node }) => node.boot.root ?? '',
  NetDevs: ({ node, networks }) => devicesOf(node, networks),
  PrimaryNetDev: ({ node }) => node.primaryNetwork ?? '',
  Tags: ({ node }) => goMap('string', node.tags),
  Discoverable: ({ node }) => goStruct('wwtype.WWbool', { Bool: () => node.discoverable === true }),
  AssetKey: ({ node }) => node.assetKey ?? '',
  Ipmi: () => ipmi,
  Disks: () => goMap('*node.Disk', []),
  FileSystems: () => goMap('*node.FileSystem', []),
  Resources: () => goMap('interface {}', []),
  Extra: ({ node }) => goMap('interface {}', node.extra),
};

/** Elements of AllNodes, and ThisNode. */
export const nodeType: StructType<NodeView> = {
  name: 'node.Node',
  fields: nodeFields,
  methods: {
    Id: ({ node }) => node.name,
    DiskList: () => goSlice('*node.Disk', []),
    FileSystemList: () => goSlice('*node.FileSystem', []),
  },
};

/** Version of the kernel that a node boots when its registry entry names none; '' without an image that has one. */
export function newestKernel(node: ResolvedNode, snapshot: Snapshot): string {
  return snapshot.images.get(node.image ?? '')?.kernels[0]?.version ?? '';
}
