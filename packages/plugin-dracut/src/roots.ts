import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ImageForm, ImageRecord, PayloadPart, ResolvedNode, RootType } from '@muster/core';

/** The words of `boot.root`: for each a file `dracut/90muster/lib/root-NAME.sh` makes it. */
export const ROOTS: readonly RootType[] = [
  {
    name: 'tmpfs',
    isDefault: true,
    summary: 'the image is unpacked into memory',
    forms: ['tar.zst', 'tar.gz'],
    fromArchive: true,
    formOf: unpackedForm,
  },
  {
    name: 'overlay',
    summary: 'the image stays packed in memory, read-only, below a tmpfs that takes what is written',
    forms: ['squashfs'],
    formOf: () => 'squashfs',
  },
  {
    name: 'disk',
    summary: 'the image is unpacked onto a local disk, and again when it changed',
    forms: ['tar.zst', 'tar.gz'],
    fromArchive: true,
    formOf: unpackedForm,
  },
];

/** The first stage has the image's own programs. */
function unpackedForm(rootfs: string): ImageForm {
  return existsSync(path.join(rootfs, 'usr/bin/zstd')) ? 'tar.zst' : 'tar.gz';
}

/** A blob to deploy: what it is packed as, where that is not the image's cpio archive. */
export type RootSource = Required<Pick<PayloadPart, 'digest' | 'size'>> & Pick<PayloadPart, 'form'>;

/** What a root is made of: the best form there is of the image, else the archive where that serves; undefined for none. */
export function sourceOf(type: RootType, image: ImageRecord): RootSource | undefined {
  for (const form of type.forms) {
    const built = image.forms?.[form];
    if (built !== undefined) return { digest: built.digest, size: built.size, form };
  }
  const { archive } = image;
  return type.fromArchive !== true || archive === undefined
    ? undefined
    : { digest: archive.digest, size: archive.size };
}

/** The word a node's first stage goes by. */
export function rootNameOf({ boot }: Pick<ResolvedNode, 'boot'>): string {
  return boot.root ?? ROOTS.find(({ isDefault }) => isDefault === true)?.name ?? '';
}
