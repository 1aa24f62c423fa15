import { runTool } from './run-tool.ts';

/** Endings of archives GNU tar unpacks by itself. */
const ARCHIVE = /\.(?:tar|tar\.gz|tgz|tar\.xz|txz|tar\.zst|tzst)$/;

/** True for names of tar archives. */
export function isArchiveName(file: string): boolean {
  return ARCHIVE.test(file);
}

/**
 * Unpacks an archive with owners by number, modes, extended attributes, hard links and devices. GNU tar itself keeps
 * members inside the folder: it cuts leading slashes, refuses `..`, and sets links that lead outside last.
 */
export async function importArchive(file: string, into: string): Promise<void> {
  await runTool({
    name: 'tar',
    args: [
      '--extract',
      `--file=${file}`,
      '--force-local',
      `--directory=${into}`,
      '--numeric-owner',
      '--preserve-permissions',
      '--xattrs',
      '--xattrs-include=*',
    ],
    doing: `unpacking ${file}`,
    packageName: 'tar xz-utils zstd',
  });
}
