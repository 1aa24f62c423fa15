import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { busybox } from './busybox.ts';
import { cached, contentKey, type Progress, printProgress } from './cache.ts';
import type { Architecture } from './foreign-apt.ts';
import { reportScript, tinyInit, tinyLogin, udhcpcScript } from './guest-scripts.ts';
import { copyModules, kernel } from './kernel.ts';
import { run } from './process.ts';

/** Everything but the programs: path → content and mode. */
const files: Readonly<Record<string, readonly [content: string, mode: number]>> = {
  'sbin/init': [tinyInit, 0o755],
  'usr/sbin/muster-lab-report': [reportScript, 0o755],
  'usr/sbin/muster-lab-login': [tinyLogin, 0o755],
  'usr/share/udhcpc/default.script': [udhcpcScript, 0o755],
  'etc/passwd': ['root::0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n', 0o644],
  'etc/group': ['root:x:0:\nnogroup:x:65534:\n', 0o644],
  'etc/hostname': ['tiny\n', 0o644],
  'etc/os-release': [
    'ID=muster-lab\nNAME="Muster lab (busybox)"\nPRETTY_NAME="Muster lab (busybox)"\nVERSION_ID=1\n',
    0o644,
  ],
};

/**
 * A root file system of 20 MB, 14 of them the kernel in `/boot`: busybox and the virtio drivers. It boots in seconds, sets hostname and
 * addresses from the usual files, prints a report (see `parseReport`) and then `HOSTNAME login:`.
 * @returns the folder, which is shared and not to be changed: copy it to change it
 */
export async function tinyRoot(
  progress: Progress = printProgress,
  architecture: Architecture = 'amd64',
): Promise<string> {
  const linux = await kernel(progress, architecture);
  const program = await busybox(progress, architecture);
  const key = contentKey(linux.key, program, JSON.stringify(files));
  const folder = await cached('tiny', key, async (directory) => {
    progress(`making the tiny image (${architecture})`);
    const root = join(directory, 'root');
    for (const name of [
      'bin',
      'sbin',
      'usr/bin',
      'usr/sbin',
      'dev',
      'proc',
      'sys',
      'run',
      'tmp',
      'root',
      'boot',
      'var',
      'etc',
    ]) {
      await mkdir(join(root, name), { recursive: true });
    }
    await chmod(join(root, 'tmp'), 0o1777);
    await chmod(join(root, 'root'), 0o700);
    await copyFile(program, join(root, 'bin/busybox'));
    const { stdout } = await run(await busybox(progress), ['--list']);
    for (const applet of stdout
      .split('\n')
      .filter((name) => name !== 'busybox' && name !== 'init' && name !== 'linuxrc')) {
      await symlink('busybox', join(root, 'bin', applet));
    }
    for (const [path, [content, mode]] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
      await chmod(join(root, path), mode);
    }
    await symlink('sbin/init', join(root, 'init'));
    await copyFile(linux.vmlinuz, join(root, 'boot', `vmlinuz-${linux.version}`));
    await copyModules(linux, root, ['virtio_pci', 'virtio_net', 'virtio_blk', 'virtio_rng']);
  });
  return join(folder, 'root');
}
