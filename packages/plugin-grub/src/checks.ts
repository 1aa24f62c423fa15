import { type Check, type CheckResult, checkBootFile } from '@muster/core';
import { clientClassById } from '@muster/wire';
import type { Offer } from './choose.ts';
import { PLATFORMS, type Platform } from './platform.ts';

/** Firmware that every cluster may have, and the package that brings what it lacks. */
const USUAL: readonly { readonly name: Platform['name']; readonly remedy: string }[] = [
  { name: 'i386-pc', remedy: 'apt-get install grub-pc-bin grub-common' },
  {
    name: 'x86_64-efi',
    remedy: 'apt-get install shim-signed grub-efi-amd64-signed; muster grub fetch unpacks a newer GRUB',
  },
];

/** Is there a boot chain for every usual platform, and is each signed file for the firmware it is given to? */
export function bootFilesCheck({ server, makes }: Pick<Offer, 'server' | 'makes'>): Check {
  return {
    name: 'grub-boot-files',
    run: async () => {
      const has = PLATFORMS.filter((platform) => server.has(platform) || makes.has(platform));
      const none = has.length === 0;
      const missing = USUAL.filter(({ name }) => !has.some((platform) => platform.name === name)).map(
        ({ name, remedy }): CheckResult => ({
          level: none ? 'error' : 'warning',
          sentence: `there is no GRUB for ${name}: machines of it whose loader is grub get no boot file, but those whose image brings its own`,
          remedy,
        }),
      );
      const results = [...missing, ...(await wrongFiles(server))];
      if (results.length > 0) return results;
      return [{ level: 'ok', sentence: `GRUB is there for ${has.map(({ name }) => name).join(', ')}` }];
    },
  };
}

async function wrongFiles(server: Offer['server']): Promise<CheckResult[]> {
  const wrong: CheckResult[] = [];
  for (const [{ classes }, { files }] of server) {
    const clientClass = clientClassById(classes[0] ?? '');
    const sources = new Set([...files.values()].flatMap((source) => ('file' in source ? [source.file] : [])));
    for (const file of clientClass === undefined ? [] : sources) {
      const result = clientClass && (await checkBootFile({ file, clientClass }));
      if (result !== undefined) wrong.push(result);
    }
  }
  return wrong;
}
