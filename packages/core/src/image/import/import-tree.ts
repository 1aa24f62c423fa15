import { chmod, lstat, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { imageErrors } from '../../errors/image.ts';
import { messageOf } from '../../errors/index.ts';
import { resolveInRoot } from '../root-path.ts';
import type { OnProgress } from '../types.ts';
import { importArchive, isArchiveName } from './archive.ts';
import { importDebian, parseDebianSource } from './debian.ts';
import { importFolder } from './folder.ts';

/** Fills the empty folder `into` from any source `ImageStore.import` takes. */
export async function importTree(
  source: string,
  into: string,
  { stateDir, onProgress }: { stateDir: string; onProgress: OnProgress },
): Promise<void> {
  const debian = parseDebianSource(source);
  if (debian !== undefined) {
    await importDebian(debian, into, onProgress);
  } else {
    await importFile(resolve(source), into, stateDir, onProgress);
  }
  await checkRoot(into, onProgress);
}

async function importFile(source: string, into: string, stateDir: string, onProgress: OnProgress): Promise<void> {
  const found = await stat(source).catch((error: unknown) => {
    throw imageErrors.sourceUnusable(source, messageOf(error));
  });
  if (!found.isDirectory() && !(found.isFile() && isArchiveName(source))) {
    throw imageErrors.sourceUnusable(source, 'it is neither a folder nor named as a tar archive');
  }
  if (process.getuid?.() !== 0) {
    onProgress({ step: 'not run as root: all files of the image will belong to you', warning: true });
  }
  if (found.isDirectory()) {
    onProgress({ step: `copying ${source}` });
    await importFolder(source, into, stateDir);
  } else {
    onProgress({ step: `unpacking ${source}` });
    await importArchive(source, into);
  }
}

/** Warns about trees nothing could boot, and opens a root folder that only its owner could enter on the node. */
async function checkRoot(root: string, onProgress: OnProgress): Promise<void> {
  const { mode } = await lstat(root);
  if ((mode & 0o055) !== 0o055) await chmod(root, (mode & 0o7777) | 0o755);
  for (const program of ['/sbin/init', '/bin/sh', '/init']) {
    if ((await resolveInRoot(root, program)) !== undefined) return;
  }
  onProgress({
    step: 'the tree has no /sbin/init, /bin/sh or /init: it looks like no root file system',
    warning: true,
  });
}
