import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { candidate, download } from './apt.ts';
import { cached, type Progress, printProgress } from './cache.ts';
import type { Architecture } from './foreign-apt.ts';
import { run } from './process.ts';

/**
 * Debian's statically linked busybox, unpacked and not installed: as a package it would replace the machine's own busybox.
 * @returns the path of the program
 */
export async function busybox(
  progress: Progress = printProgress,
  architecture: Architecture = 'amd64',
): Promise<string> {
  const { name, version, sha256 } = await candidate('busybox-static', architecture);
  const folder = await cached('busybox', sha256.slice(0, 16), async (directory) => {
    progress(`downloading ${name} ${version} (${architecture})`);
    const deb = await download(name, directory, architecture);
    await run('dpkg-deb', ['-x', deb, join(directory, 'root')]);
    await rm(deb);
  });
  return join(folder, 'root', 'bin', 'busybox');
}
