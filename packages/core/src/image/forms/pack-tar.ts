import type { Tool } from '../import/run-tool.ts';

/**
 * GNU tar's command line for a tree, to standard output unless a `--file` is put before: pax with extended attributes, which
 * are file capabilities, SELinux labels and ACLs too; the same bytes for the same tree (tar(1), "reproducibility").
 * @param list file with the names of all members, each ended by NUL
 */
export function packTar(root: string, list: string): Tool {
  return {
    name: 'tar',
    args: [
      '--create',
      '--format=pax',
      '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime',
      '--mtime=@1',
      '--numeric-owner',
      '--xattrs',
      '--xattrs-include=*',
      `--directory=${root}`,
      '--no-recursion',
      '--null',
      '--verbatim-files-from',
      `--files-from=${list}`,
    ],
    doing: 'archiving the image with its extended attributes',
    packageName: 'tar gzip zstd',
  };
}
