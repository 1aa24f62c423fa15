import { type Check, type CheckResult, checkBootFile } from '@muster/core';
import { clientClassById } from '@muster/wire';
import type { GrubOptions } from './index.ts';

/** The only firmware there is a signed shim and GRUB for. */
const CLASS = 'uefi-x86_64';

/** Files found on this machine; undefined when none of the places has it. */
export interface FoundFiles {
  readonly shim: string | undefined;
  readonly grub: string | undefined;
}

/** Are shim and GRUB there, and are they for x86-64 UEFI? */
export function bootFilesCheck(
  { shim, grub }: FoundFiles,
  places: Required<Pick<GrubOptions, 'shim' | 'grub'>>,
): Check {
  return {
    name: 'grub-boot-files',
    run: async () => {
      const results = [
        ...(await checkFile('shim', shim, places.shim, 'apt-get install shim-signed')),
        ...(await checkFile('GRUB', grub, places.grub, 'apt-get install grub-efi-amd64-signed, or muster grub fetch')),
      ];
      return results.length > 0 ? results : [{ level: 'ok', sentence: `shim and GRUB are there, for ${CLASS}` }];
    },
  };
}

async function checkFile(
  what: string,
  file: string | undefined,
  places: readonly string[],
  remedy: string,
): Promise<readonly CheckResult[]> {
  if (file === undefined) {
    const sentence = `there is no ${what}: machines whose loader is grub get no boot file (looked for ${places.join(', ')})`;
    return [{ level: 'error', sentence, remedy }];
  }
  const clientClass = clientClassById(CLASS);
  const wrong = clientClass && (await checkBootFile({ file, clientClass }));
  return wrong === undefined ? [] : [wrong];
}
