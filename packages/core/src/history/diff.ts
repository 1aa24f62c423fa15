import { isDeepStrictEqual } from 'node:util';
import { fields } from '../config/path.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OverlayTree } from '../overlay/types.ts';
import { foldNodeSet } from '../registry/nodeset-fold.ts';
import type { RegistryView } from '../registry/types.ts';

/** One value that differs between two snapshots; `before` or `after` is absent where the other side alone has it. */
export interface SnapshotDifference {
  readonly kind: 'node' | 'profile' | 'image' | 'overlay' | 'config';
  /** Name, or a folded node set of nodes that differ alike. */
  readonly name: string;
  /** Dotted path of a field, path of an overlay's file; empty when the whole thing came or went. */
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

type Fields = ReadonlyMap<string, unknown>;

const SECRET = /(^|\.)assetKey$/;

/** Everything that differs, as it was written (unmerged): configuration, profiles, nodes, images, overlays. Secrets are hidden. */
export function diffSnapshots(before: Snapshot, after: Snapshot): SnapshotDifference[] {
  return [
    ...diffThings('config', new Map([['', fieldsOf(before.site)]]), new Map([['', fieldsOf(after.site)]])),
    ...diffThings('profile', profiles(before.registry), profiles(after.registry)),
    ...folded(diffThings('node', nodes(before.registry), nodes(after.registry))),
    ...diffThings('image', images(before), images(after)),
    ...diffThings('overlay', overlays(before), overlays(after)),
  ];
}

function diffThings(
  kind: SnapshotDifference['kind'],
  before: ReadonlyMap<string, Fields>,
  after: ReadonlyMap<string, Fields>,
): SnapshotDifference[] {
  const differences: SnapshotDifference[] = [];
  for (const name of union(before, after)) {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === undefined || now === undefined) {
      differences.push({ kind, name, field: '', ...(old === undefined ? { after: 'added' } : { before: 'removed' }) });
      continue;
    }
    for (const field of union(old, now)) {
      if (isDeepStrictEqual(old.get(field), now.get(field))) continue;
      const side = (key: 'before' | 'after', from: Fields) =>
        from.has(field) ? { [key]: SECRET.test(field) ? '(hidden)' : from.get(field) } : {};
      differences.push({ kind, name, field, ...side('before', old), ...side('after', now) });
    }
  }
  return differences;
}

/** Nodes that differ alike become one line. */
function folded(differences: readonly SnapshotDifference[]): SnapshotDifference[] {
  const groups = new Map<string, { readonly first: SnapshotDifference; readonly names: string[] }>();
  for (const difference of differences) {
    const key = JSON.stringify({ ...difference, name: '' });
    const group = groups.get(key) ?? { first: difference, names: [] };
    group.names.push(difference.name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ first, names }) => ({ ...first, name: foldNodeSet(names) }));
}

function union(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])];
}

function fieldsOf(value: unknown): Fields {
  return new Map(fields(value).map(([path, found]) => [path.join('.'), found]));
}

function profiles(view: RegistryView): ReadonlyMap<string, Fields> {
  return new Map(view.profileNames.map((name) => [name, fieldsOf(view.profile(name))]));
}

function nodes(view: RegistryView): ReadonlyMap<string, Fields> {
  return new Map(view.nodeNames.map((name) => [name, fieldsOf(view.rawNode(name))]));
}

function images({ images: records }: Snapshot): ReadonlyMap<string, Fields> {
  return new Map(
    [...records].map(([name, record]) => [
      name,
      new Map<string, unknown>([
        ['archive', record.archive?.digest.slice(0, 12)],
        ['kernels', record.kernels.map(({ version }) => version)],
        ['initramfs', Object.values(record.initramfs ?? {}).map(({ digest }) => digest.slice(0, 12))],
      ]),
    ]),
  );
}

function overlays({ overlays: trees }: Snapshot): ReadonlyMap<string, Fields> {
  return new Map([...trees].map(([name, tree]) => [name, filesOf(tree)]));
}

function filesOf({ entries, origin }: OverlayTree): Fields {
  const files = entries.map(({ path, type, mode, uid, gid, target, content }): [string, unknown] => [
    type === 'template' ? `${path}.ww` : path,
    [type, mode.toString(8), `${uid}:${gid}`, target ?? '', content === undefined ? '' : `${content.length} bytes`]
      .filter((part) => part !== '')
      .join(' ') + (content === undefined ? '' : contentMark(content)),
  ]);
  return new Map<string, unknown>([['origin', origin], ...files]);
}

/** Tells contents of equal length apart. */
function contentMark(content: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of content) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return ` #${hash.toString(16).padStart(8, '0')}`;
}
