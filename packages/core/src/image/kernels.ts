import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveInRoot } from './root-path.ts';
import { compareVersions } from './version-order.ts';

/** A kernel in an image's tree. */
export interface FoundKernel {
  /** All that follows the name's stem, e.g. `6.1.0-40-amd64`, or the modules folder's name: what `modprobe` uses. */
  readonly version: string;
  /** Path inside the image. */
  readonly path: string;
  /** The regular file it leads to, absolute on this machine. */
  readonly file: string;
}

/** Kernels nobody wants to boot by default (Warewulf's skips). */
const SKIPPED = /\+debug|-rescue/;
const DOTTED_VERSION = /\d+\.\d+/;

/**
 * Kernels of the tree, newest version first, found by Warewulf's patterns: `/boot/Image-*`, `/boot/vmlinuz-*`,
 * `/lib/modules/VERSION/vmlinuz` and `vmlinuz.gz`, also below `/usr/lib/modules`. Of several files of one version the one in
 * `/boot` counts.
 */
export async function findKernels(root: string): Promise<FoundKernel[]> {
  const byVersion = new Map<string, FoundKernel>();
  for (const { version, path } of await candidates(root)) {
    if (SKIPPED.test(path) || byVersion.has(version)) continue;
    const file = await resolveInRoot(root, path);
    if (file === undefined || !(await stat(file)).isFile()) continue;
    byVersion.set(version, { version, path, file });
  }
  return withoutNameless([...byVersion.values()]).sort((a, b) => compareVersions(b.version, a.version));
}

async function candidates(root: string): Promise<{ version: string; path: string }[]> {
  const found: { version: string; path: string }[] = [];
  for (const name of await namesIn(root, '/boot')) {
    const version = /^(?:Image|vmlinuz)-(.+)$/.exec(name)?.[1];
    if (version !== undefined) found.push({ version, path: `/boot/${name}` });
  }
  for (const modules of ['/lib/modules', '/usr/lib/modules']) {
    for (const version of await namesIn(root, modules)) {
      for (const name of ['vmlinuz', 'vmlinuz.gz']) found.push({ version, path: `${modules}/${version}/${name}` });
    }
  }
  return found;
}

async function namesIn(root: string, path: string): Promise<string[]> {
  const folder = await resolveInRoot(root, path);
  if (folder === undefined) return [];
  return (await readdir(join(folder)).catch(() => [])).sort();
}

/** Arch names kernels `vmlinuz-linux`, without version: they count only where no file tells a version. */
function withoutNameless(kernels: readonly FoundKernel[]): FoundKernel[] {
  const versioned = kernels.filter((kernel) => DOTTED_VERSION.test(kernel.version));
  return versioned.length > 0 ? versioned : [...kernels];
}
