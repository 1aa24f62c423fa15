import type { Architecture } from '@muster/wire';
import type { LoaderRole } from './boot-loaders.ts';
import type { FormRecord, ImageForm } from './forms/types.ts';

export type { FormRecord, ImageForm, RootType } from './forms/types.ts';

/** A kernel found in an image, kept as a blob. */
export interface KernelRecord {
  readonly version: string;
  /** Path inside the image, e.g. `/boot/vmlinuz-6.1.0-40-amd64`. */
  readonly path: string;
  /** SHA-256, lower-case hex. */
  readonly digest: string;
  readonly size: number;
}

/** A built form of an image, kept as a blob. */
export interface ArchiveRecord {
  readonly format: 'cpio';
  readonly compression: 'gzip';
  readonly digest: string;
  readonly size: number;
  readonly uncompressedSize: number;
  /** ISO 8601. */
  readonly built: string;
}

/** A file of the image's own signed boot chain, kept as a blob. */
export interface LoaderFileRecord {
  readonly role: LoaderRole;
  /** Path inside the image, e.g. `/boot/efi/EFI/rocky/shimx64.efi`. */
  readonly path: string;
  readonly digest: string;
  readonly size: number;
}

/** shim and the GRUB that goes with it, as the image's distribution signed them, for one architecture. */
export interface LoaderRecord {
  readonly arch: Architecture;
  readonly files: readonly LoaderFileRecord[];
}

export interface ImageRecord {
  readonly name: string;
  /** What it was imported from, as given. */
  readonly source: string;
  /** ISO 8601. */
  readonly imported: string;
  /** Newest version first. */
  readonly kernels: readonly KernelRecord[];
  /** Absent until built. */
  readonly archive?: ArchiveRecord;
  /** Signed boot chains found at the last build; absent where there were none. */
  readonly loaders?: readonly LoaderRecord[];
  /** Further built forms, for first stages. */
  readonly forms?: Readonly<Partial<Record<ImageForm, FormRecord>>>;
  /** What its files have that not every form can hold; absent until built. */
  readonly attributes?: {
    /** Files with capabilities (capabilities(7)); absent where nobody could look (getcap is missing). */
    readonly capabilities?: number;
    /** Whether the system in it is set up for SELinux, so that its files want labels. */
    readonly selinux: boolean;
  };
  /** First-stage initramfs by kernel version, for two-stage boots. */
  readonly initramfs?: Readonly<Record<string, { readonly digest: string; readonly size: number }>>;
}

/** A line of progress of long work; `done`/`total` when known. */
export interface WorkProgress {
  readonly step: string;
  /** True for something the administrator should look at; the work goes on. */
  readonly warning?: boolean;
  readonly done?: number;
  readonly total?: number;
  /** What `done` and `total` count, when it is bytes. */
  readonly unit?: 'bytes';
}

export type OnProgress = (progress: WorkProgress) => void;

export interface ImageStore {
  list(): Promise<readonly ImageRecord[]>;
  get(name: string): Promise<ImageRecord | undefined>;
  /** Absolute folder of the unpacked tree. */
  rootfs(name: string): string;
  /**
   * `source`: a folder, a tar archive (.tar, .tar.gz, .tar.xz, .tar.zst), or `debian:bookworm[+package,…]`. With `force`
   * the tree of an existing image is replaced; what was built from the old one stays until the next build.
   */
  import(name: string, source: string, options?: { force?: boolean; onProgress?: OnProgress }): Promise<ImageRecord>;
  /**
   * Finds kernels and makes the archive; what the name points to is replaced at once, at the end. Builds of one image
   * wait for each other, also between processes. Forms it had are made anew, and those of `forms` besides.
   */
  build(name: string, options?: { forms?: readonly ImageForm[]; onProgress?: OnProgress }): Promise<ImageRecord>;
  /** Records a first-stage initramfs (a file that is taken into the blob store) for a kernel version. */
  setInitramfs(name: string, version: string, file: string): Promise<ImageRecord>;
  delete(name: string): Promise<void>;
  /** Makes a name stand for what an earlier record says was built. The tree stays as it is; without one nothing can be built anew. */
  restore(record: ImageRecord): Promise<void>;
  /** Calls back after records changed, also by other processes, until the returned function is called. */
  watch(listener: () => void): Promise<() => Promise<void>>;
}
