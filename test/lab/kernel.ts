import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { candidate, download } from './apt.ts';
import { cached, type Progress, printProgress } from './cache.ts';
import type { Architecture } from './foreign-apt.ts';
import { LabError } from './lab-error.ts';
import { run } from './process.ts';

export interface LabKernel {
  /** `6.1.0-56-cloud-amd64` */
  readonly version: string;
  /** The kernel file, `boot/vmlinuz-VERSION` in `root`. */
  readonly vmlinuz: string;
  /** `lib/modules/VERSION` in `root`, with modules.dep (dracut's `--kmoddir`). */
  readonly modules: string;
  /** The package unpacked. */
  readonly root: string;
  /** Changes when the kernel does. */
  readonly key: string;
}

/**
 * Debian's cloud kernel, whose only network card driver of use is virtio_net, from apt's candidate: downloaded and unpacked, not installed.
 * @throws {LabError} `LAB_NO_PACKAGE`
 */
export async function kernel(
  progress: Progress = printProgress,
  architecture: Architecture = 'amd64',
): Promise<LabKernel> {
  const meta = await candidate(`linux-image-cloud-${architecture}`, architecture);
  const name = /linux-image-\S+/.exec(meta.depends)?.[0];
  if (name === undefined) {
    throw new LabError('LAB_NO_PACKAGE', `${meta.name} depends on no kernel: ${meta.depends}.`, 'Run apt-get update.');
  }
  const { sha256, version: packageVersion } = await candidate(name, architecture);
  const version = name.slice('linux-image-'.length);
  const folder = await cached('kernel', `${version}-${sha256.slice(0, 8)}`, async (directory) => {
    progress(`downloading ${name} ${packageVersion}`);
    const root = join(directory, 'root');
    const deb = await download(name, directory, architecture);
    await run('dpkg-deb', ['-x', deb, root]);
    await rm(deb);
    // The package leaves this to its postinst.
    await run('depmod', ['-b', root, version]);
  });
  const root = join(folder, 'root');
  return {
    version,
    root,
    key: `${version}-${sha256}`,
    vmlinuz: join(root, 'boot', `vmlinuz-${version}`),
    modules: join(root, 'lib', 'modules', version),
  };
}

/** Copies modules, and all they need by modules.dep, into another root, where modprobe finds them afterwards. */
export async function copyModules(from: LabKernel, root: string, names: readonly string[]): Promise<void> {
  const dependencies = new Map<string, readonly string[]>();
  for (const line of (await readFile(join(from.modules, 'modules.dep'), 'utf8')).split('\n')) {
    const [file = '', needs = ''] = line.split(':');
    dependencies.set(file, needs.split(' ').filter(Boolean));
  }
  const target = join(root, 'lib', 'modules', from.version);
  const moduleName = (file: string): string =>
    (file.split('/').at(-1) ?? '').replace(/\.ko.*$/, '').replaceAll('-', '_');
  const wanted = [...dependencies].filter(([file]) => names.includes(moduleName(file)));
  for (const file of new Set(wanted.flatMap(([file, needs]) => [file, ...needs]))) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await copyFile(join(from.modules, file), join(target, file));
  }
  for (const list of (await readdir(from.modules)).filter((entry) => /^modules\.(order|builtin.*)$/.test(entry))) {
    await copyFile(join(from.modules, list), join(target, list));
  }
  await run('depmod', ['-b', root, from.version]);
}
