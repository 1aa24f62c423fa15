import { runPipe } from '../import/run-pipe.ts';
import type { Tool } from '../import/run-tool.ts';

/**
 * Makes a squashfs of what `tar` writes, extended attributes included. It is read from memory on the node, so a smaller one
 * is worth some time here.
 */
export async function packSquashfs(tar: Tool, file: string): Promise<void> {
  await runPipe(tar, {
    name: 'mksquashfs',
    args: ['-', file, '-tar', '-no-progress', '-quiet', '-comp', 'zstd', '-Xcompression-level', '6', '-mkfs-time', '1'],
    doing: 'making a squashfs of the image',
    packageName: 'squashfs-tools (4.5 or later)',
  });
}
