import { type GoStruct, goSlice, type StructType, structOf } from '@muster/gotemplate';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { ResolvedNode } from '../registry/types.ts';
import { addressFields, musterType } from './data-network.ts';
import { newestKernel, type NodeView, nodeFields, nodeType } from './data-node.ts';
import { serverFields } from './data-server.ts';
import type { Facts } from './facts.ts';

/** What a template is rendered for. */
export interface TemplateSubject extends NodeView {
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
  return structOf(templateType, subject);
}

const templateType: StructType<TemplateSubject> = {
  name: '*overlay.TemplateStruct',
  fields: {
    Id: ({ node }) => node.name,
    Hostname: ({ node }) => node.name,
    BuildHost: ({ serverName }) => serverName,
    BuildTime: ({ snapshot }) => buildTime(snapshot.time),
    BuildTimeUnix: ({ snapshot }) => String(Math.floor(snapshot.time / 1000)),
    BuildSource: ({ source }) => source,
    Overlay: ({ overlay }) => overlay,
    Container: ({ node }) => node.image ?? '',
    ContainerName: ({ node }) => node.image ?? '',
    ...addressFields,
    ...nodeFields,
    ...serverFields,
    ThisNode: (view) => structOf(nodeType, view),
    AllNodes: (view) => goSlice('node.Node', allNodes(view)),
    Muster: (view) => structOf(musterType, view),
  },
  methods: {
    DiskList: () => goSlice('*node.Disk', []),
    FileSystemList: () => goSlice('*node.FileSystem', []),
  },
};

/** Notes what a read of this data depends on, besides the node itself and the configuration. `path` as gotemplate's onRead gives it. */
export function noteRead(path: string, node: ResolvedNode, facts: Facts): void {
  const [first = '', second] = path.split(/[.[]/, 2);
  const all = first === '';
  if (all || first === 'AllNodes') facts.depend('registry', (snapshot) => snapshot.registry.id);
  const kernel = first === 'Kernel' && (second === undefined || second === 'Version');
  if (kernel || first === 'ThisNode') facts.depend('kernel', (snapshot) => newestKernel(node, snapshot), true);
  if (all || first === 'AllNodes') facts.depend('kernels', newestKernels);
  const muster = first === 'Muster' && (second === undefined || second.startsWith('Snapshot'));
  if (all || muster || first.startsWith('BuildTime')) {
    facts.depend('snapshot', (snapshot) => `${snapshot.id} ${snapshot.number} ${snapshot.time}`);
  }
}

function newestKernels(snapshot: Snapshot): string {
  return JSON.stringify([...snapshot.images].map(([name, image]) => [name, image.kernels[0]?.version]));
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
