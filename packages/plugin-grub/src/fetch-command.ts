import path from 'node:path';
import { type Command, fetchDebianPackage } from '@muster/core';

/** Folder that `muster grub fetch` unpacks into. */
export function fetchedFolder(state: string): string {
  return path.join(state, 'boot-files', 'grub');
}

/** `muster grub fetch`: a newer signed GRUB, with the http module built in, unpacked only. */
export const fetchCommand: Command = {
  name: 'grub fetch',
  summary: "Unpack the signed GRUB of another Debian release's package beside the installed one (Debian 13's has http)",
  options: [{ flags: '--release <codename>', summary: 'Debian release to take the package from', default: 'trixie' }],
  examples: ['muster grub fetch'],
  run: async ({ options, site, print, progress }) => {
    const release = String(options.release);
    const into = fetchedFolder(site.paths.state);
    const name = 'grub-efi-amd64-signed';
    const version = await fetchDebianPackage({
      name,
      release,
      into,
      onProgress: ({ step }) => {
        progress(step);
      },
    });
    print(`${name} ${version} of ${release} is in ${into}`);
  },
};
