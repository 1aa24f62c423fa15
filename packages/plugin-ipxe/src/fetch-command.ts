import path from 'node:path';
import { type Command, fetchDebianPackage } from '@muster/core';

/** Folder that `muster ipxe fetch` unpacks into. */
export function fetchedFolder(state: string): string {
  return path.join(state, 'boot-files', 'ipxe');
}

/** `muster ipxe fetch`: newer binaries, arm64 among them, from the next Debian release's package, unpacked only. */
export const fetchCommand: Command = {
  name: 'ipxe fetch',
  summary:
    "Unpack the iPXE binaries of another Debian release's package (newer builds, arm64) beside the installed ones",
  options: [{ flags: '--release <codename>', summary: 'Debian release to take the package from', default: 'trixie' }],
  examples: ['muster ipxe fetch', 'muster ipxe fetch --release trixie'],
  run: async ({ options, site, print, progress }) => {
    const release = String(options.release);
    const into = fetchedFolder(site.paths.state);
    const version = await fetchDebianPackage({
      name: 'ipxe',
      release,
      into,
      onProgress: ({ step }) => {
        progress(step);
      },
    });
    print(`ipxe ${version} of ${release} is in ${into}`);
  },
};
