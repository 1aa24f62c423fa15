import { runPipe } from '../import/run-pipe.ts';
import type { Tool } from '../import/run-tool.ts';
import type { TreeEntry } from '../tree.ts';

/**
 * Makes a squashfs of what `tar` writes, extended attributes included. It is read from memory on the node, so a smaller one
 * is worth some time here. `top` is the tree's own folder, which mksquashfs does not take from an archive.
 */
export async function packSquashfs(tar: Tool, file: string, top: TreeEntry | undefined): Promise<void> {
  const { mode = 0o755, uid = 0, gid = 0 } = top ?? {};
  const root = ['-all-time', '1', '-root-mode', (mode & 0o7777).toString(8)];
  const owner = ['-root-uid', String(uid), '-root-gid', String(gid)];
  const compression = ['-comp', 'zstd', '-Xcompression-level', '6'];
  await runPipe(tar, {
    name: 'mksquashfs',
    args: ['-', file, '-tar', '-no-progress', '-quiet', '-mkfs-time', '1', ...root, ...owner, ...compression],
    doing: 'making a squashfs of the image',
    packageName: 'squashfs-tools (4.5 or later)',
  });
}
