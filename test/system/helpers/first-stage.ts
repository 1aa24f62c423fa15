import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { busybox, type LabProcess } from '../../lab/index.ts';
import type { Cleanup } from './dhcp-cleanup.ts';
import { type Machine, tokenIn } from './machine.ts';

/** The dracut module. */
export const MODULE = fileURLToPath(new URL('../../../packages/plugin-dracut/dracut/90muster', import.meta.url));

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
  /** Command line of the shell; default the machine's sh. */
  readonly shell?: readonly string[];
  /** Seconds without progress until it gives up, and what it does then. */
  readonly patience?: number;
  readonly failure?: 'reboot' | 'shell';
  /** Shell commands that look at what was deployed, in the folder where it is. */
  readonly look?: string;
}

/**
 * Runs the first stage of a two-stage boot as it is, in the namespaces of a machine: only what it says on the console is
 * printed, and nothing reaches the kernel log of this host. Restarting the machine is not among what it does itself.
 */
export async function startFirstStage(
  cleanup: Cleanup,
  { client }: Machine,
  facts: FirstStageFacts,
): Promise<LabProcess> {
  const { url, script, shell = ['sh'], patience, failure, look = ':' } = facts;
  const folder = await mkdtemp(join(tmpdir(), 'muster-first-stage-'));
  cleanup.add(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'root'));
  await writeFile(join(folder, 'log'), '');
  const start = [
    `mkfifo ${folder}/console`,
    `exec 9<>${folder}/console`,
    'cat <&9 &',
    'listener=$!',
    ...Object.entries({ console: '/dev/console', log: '/dev/kmsg' }).map(
      ([name, file]) => `[ ! -e ${file} ] || /bin/mount --bind ${folder}/${name} ${file}`,
    ),
    '/bin/mount -t tmpfs none /run',
    `${shell.join(' ')} ${MODULE}/muster-deploy.sh 9>&- && code=0 || code=$?`,
    `[ $code != 0 ] || (set +e; cd "$NEWROOT" && ${look})`,
    'sleep 0.3; kill $listener',
    'exit $code',
  ].join('\n');
  const process = client.spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-ec', start], {
    name: 'first stage',
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      MUSTER_LIB: join(MODULE, 'lib'),
      MUSTER_URL: url,
      MUSTER_WWID: client.mac,
      MUSTER_NODE: client.name,
      MUSTER_TOKEN: tokenIn(script) ?? '',
      NEWROOT: join(folder, 'root'),
      ...(patience === undefined ? {} : { MUSTER_PATIENCE: String(patience) }),
      ...(failure === undefined ? {} : { MUSTER_FAILURE: failure }),
    },
  });
  cleanup.add(async () => {
    await process.stop('SIGKILL');
  });
  return process;
}
