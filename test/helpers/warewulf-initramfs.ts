import { chmod, copyFile, cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { packInitramfs, tinyRoot } from '../lab/index.ts';

const INIT = fileURLToPath(new URL('warewulf-init.sh', import.meta.url));
const FIRST_STAGE = fileURLToPath(new URL('../system/helpers/warewulf-first-stage.sh', import.meta.url));

/** Packs an initramfs that does what one with Warewulf's dracut module does: busybox, this machine's curl, cpio and dash, and scripts. */
export async function packWarewulfInitramfs(file: string): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'muster-wwinit-'));
  try {
    await cp(await tinyRoot(), root, { recursive: true, verbatimSymlinks: true });
    for (const program of ['/usr/bin/curl', '/bin/cpio', '/bin/dash']) await copyProgram(program, root);
    await rm(path.join(root, 'init'));
    await copyFile(INIT, path.join(root, 'init'));
    await copyFile(FIRST_STAGE, path.join(root, 'first-stage'));
    await chmod(path.join(root, 'init'), 0o755);
    await packInitramfs(root, file);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A program and the libraries it is linked with, to the same paths in another root. */
async function copyProgram(program: string, root: string): Promise<void> {
  const { stdout } = await execa('ldd', [program]);
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, library = '']) => library);
  for (const from of [program, ...libraries]) {
    const to = path.join(root, from);
    await mkdir(path.dirname(to), { recursive: true });
    await rm(to, { force: true });
    await copyFile(from, to);
  }
}
