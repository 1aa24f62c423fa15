import { run } from './process.ts';

/**
 * Packs a tree as a gzip-compressed newc cpio archive, without `/boot`: the lab's own way, to prove itself without Muster's
 * image builder.
 */
export async function packInitramfs(root: string, file: string): Promise<void> {
  const script = 'cd "$1" && find . -path ./boot -prune -o -print | cpio --quiet -o -H newc -R 0:0 | gzip -1 >"$2"';
  await run('sh', ['-c', script, 'sh', root, file]);
}
