import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { busybox, type LabProcess } from '../../lab/index.ts';
import type { Cleanup } from './dhcp-cleanup.ts';
import { type Machine, tokenIn } from './machine.ts';

const DEPLOY = fileURLToPath(
  new URL('../../../packages/plugin-dracut/dracut/90muster/muster-deploy.sh', import.meta.url),
);

/** Files of the machine itself that the first stage writes to. */
const WRITTEN = ['/dev/console', '/dev/kmsg', '/proc/sysrq-trigger'];

/**
 * Makes `muster image dracut` work on the image in this tree: a dracut that makes a first stage of any bytes, which nobody
 * here starts, and the shell it runs in.
 */
export async function addDracut(tree: string): Promise<void> {
  for (const folder of ['bin', 'dev', 'proc', 'sys', 'usr/bin', 'usr/lib/dracut/modules.d', 'var/tmp']) {
    await mkdir(join(tree, folder), { recursive: true });
  }
  await copyFile(await busybox(), join(tree, 'bin/busybox'));
  await symlink('busybox', join(tree, 'bin/sh'));
  await writeFile(
    join(tree, 'usr/bin/dracut'),
    '#!/bin/sh\nfor last; do :; done\n/bin/busybox head -c 100000 /dev/urandom >"$last"\n',
  );
  await chmod(join(tree, 'usr/bin/dracut'), 0o755);
}

export interface FirstStageFacts {
  readonly url: string;
  /** The node's iPXE script: the loader hands over its token. */
  readonly script: string;
  /** Size of the root as mount(8) has it, e.g. `1m`. */
  readonly rootSize: string;
}

/**
 * Runs the first stage of a two-stage boot as it is, in the namespaces of a machine: only the root it makes has a size of
 * its own, and nothing reaches console, kernel log and reset of this host.
 */
export async function startFirstStage(
  cleanup: Cleanup,
  { client }: Machine,
  { url, script, rootSize }: FirstStageFacts,
): Promise<LabProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-first-stage-'));
  cleanup.add(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'root'));
  await writeFile(join(folder, 'said'), '');
  const mount = join(folder, 'bin/mount');
  await writeFile(mount, `#!/bin/sh\nexec /bin/mount "$1" "$2" "$3" mode=0755,size=${rootSize} "$5" "$6"\n`);
  await chmod(mount, 0o755);
  const start = [
    ...WRITTEN.map((file) => `[ ! -e ${file} ] || /bin/mount --bind ${join(folder, 'said')} ${file}`),
    '/bin/mount -t tmpfs none /run',
    `exec sh ${DEPLOY}`,
  ].join('\n');
  const process = client.spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-ec', start], {
    name: 'first stage',
    env: {
      PATH: `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`,
      MUSTER_URL: url,
      MUSTER_WWID: client.mac,
      MUSTER_TOKEN: tokenIn(script) ?? '',
      NEWROOT: join(folder, 'root'),
    },
  });
  cleanup.add(async () => {
    await process.stop('SIGKILL');
  });
  return process;
}
