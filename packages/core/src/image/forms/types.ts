/**
 * What a first stage may deploy an image from besides its cpio archive: `tar.gz` and `tar.zst` keep extended attributes
 * (pax), `squashfs` is mounted as it is. All are made of what the archive holds.
 */
export const IMAGE_FORMS = ['tar.gz', 'tar.zst', 'squashfs'] as const;

export type ImageForm = (typeof IMAGE_FORMS)[number];

/** A built form of an image, kept as a blob. */
export interface FormRecord {
  /** SHA-256, lower-case hex. */
  readonly digest: string;
  readonly size: number;
  /** ISO 8601. */
  readonly built: string;
}

/** A type of root that a first stage makes of an image: a word of the node's field `boot.root`. */
export interface RootType {
  readonly name: string;
  /** Whether it is the one of nodes that boot in two stages and name none. */
  readonly isDefault?: boolean;
  /** Completes `root NAME: the image …`. */
  readonly summary: string;
  /** Forms that serve, the best first. */
  readonly forms: readonly ImageForm[];
  /** Whether the image's cpio archive serves too, where none of them is built. */
  readonly fromArchive?: boolean;
  /** The form to build of an image, by its unpacked tree (absolute folder). */
  formOf(rootfs: string): ImageForm;
}
