import { operationErrors } from '../errors/operations.ts';
import type { ImageForm, ImageRecord, RootType } from '../image/types.ts';
import type { RegistryView } from '../registry/types.ts';

/** What a node's root made of an image keeps of its files. */
export interface ImageRoot {
  /** A word of `boot.root`; `initramfs` is the root of a single stage. */
  readonly root: string;
  /** What it is made of; undefined while nothing that serves is built. */
  readonly form?: string;
  /** Octets of that. */
  readonly size?: number;
  /** File capabilities: `kept`, or `set by /init` of the overlay init from the list in the archive. */
  readonly capabilities: 'kept' | 'set by /init' | 'lost';
  /** SELinux labels. */
  readonly selinux: 'kept' | 'lost';
}

/** Root types by name, the default of two stages first. Throws ROOT_UNKNOWN for a name nobody contributed. */
export function rootTypes(types: readonly RootType[], names: readonly string[]): readonly RootType[] {
  return names.map((name) => {
    const found = types.find((type) => type.name === name);
    if (found === undefined) {
      throw operationErrors.unknownRoot(
        name,
        types.map((type) => type.name),
      );
    }
    return found;
  });
}

/** Forms to build of an image: for the roots its nodes have, and for those of `wanted` besides. */
export function formsToBuild(
  types: readonly RootType[],
  { wanted, used, rootfs }: { wanted: readonly string[]; used: ReadonlySet<string>; rootfs: string },
): readonly ImageForm[] {
  const chosen = [...rootTypes(types, wanted), ...types.filter(({ name }) => used.has(name))];
  return [...new Set(chosen.map((type) => type.formOf(rootfs)))];
}

/** Names of the root types that nodes make of an image. */
export function rootsInUse(
  types: readonly RootType[],
  view: RegistryView,
  nodes: readonly string[],
  siteStages: string,
): ReadonlySet<string> {
  const standard = types.find(({ isDefault }) => isDefault === true)?.name;
  const used = new Set<string>();
  for (const name of nodes) {
    const { stages = siteStages, root = standard } = view.node(name)?.boot ?? {};
    if (stages !== 'single' && root !== undefined) used.add(root);
  }
  return used;
}

/** What the roots there are keep of an image. */
export function imageRoots(types: readonly RootType[], image: ImageRecord): readonly ImageRoot[] {
  const { archive, attributes } = image;
  const unpacked = {
    capabilities: attributes?.capabilities === undefined ? 'lost' : 'set by /init',
    selinux: 'lost',
  } as const;
  const fromArchive = archive === undefined ? {} : { form: 'cpio.gz', size: archive.size };
  const single: ImageRoot = { root: 'initramfs', ...fromArchive, ...unpacked };
  return [single, ...types.map((type) => rootOf(type, image, { ...fromArchive, ...unpacked }))];
}

function rootOf(
  { name, forms, fromArchive }: RootType,
  image: ImageRecord,
  unpacked: Omit<ImageRoot, 'root'>,
): ImageRoot {
  const form = forms.find((one) => image.forms?.[one] !== undefined);
  const size = form === undefined ? undefined : image.forms?.[form]?.size;
  if (form !== undefined && size !== undefined)
    return { root: name, form, size, capabilities: 'kept', selinux: 'kept' };
  return fromArchive === true ? { root: name, ...unpacked } : { root: name, capabilities: 'kept', selinux: 'kept' };
}
