import { type Check, type CheckResult, checkBootFile } from '@muster/core';
import { CLIENT_CLASSES } from '@muster/wire';
import type { Binary } from './binaries.ts';

/** Firmware that every cluster may have; others are told of class by class. */
const USUAL = ['bios', 'uefi-x86_64'];
const REMEDY = 'apt-get install ipxe, or muster ipxe fetch; or name a file in the option bootFiles of ipxe';

/** Are the iPXE binaries there, and is each for the firmware it is given to? */
export function bootFilesCheck(
  binaries: readonly Binary[],
  folders: readonly string[],
  named: Readonly<Record<string, string>>,
): Check {
  return {
    name: 'ipxe-boot-files',
    run: async () => {
      const missing = missingBinaries(binaries, folders, named);
      const wrong = (await Promise.all(binaries.map(checkBootFile))).filter((result) => result !== undefined);
      const results = [...missing, ...wrong];
      if (results.length > 0) return results;
      const files = new Set(binaries.map(({ file }) => file)).size;
      return [{ level: 'ok', sentence: `${files} iPXE binaries are there, each for the firmware it is given to` }];
    },
  };
}

function missingBinaries(
  binaries: readonly Binary[],
  folders: readonly string[],
  named: Readonly<Record<string, string>>,
): CheckResult[] {
  const has = (id: string): boolean => binaries.some(({ clientClass }) => clientClass.id === id);
  const wishes = Object.entries(named).flatMap(([id, file]): CheckResult[] => {
    if (!CLIENT_CLASSES.some((clientClass) => clientClass.id === id)) {
      const sentence = `the option bootFiles of ipxe names a client class that does not exist: ${id}`;
      return [
        { level: 'warning', sentence, remedy: 'use an id as "muster serve --check" lists them, e.g. uefi-x86_64' },
      ];
    }
    const sentence = `there is no boot file ${file} for ${id} in ${folders.join(', ')}`;
    return has(id) ? [] : [{ level: 'error', sentence, remedy: REMEDY }];
  });
  const usual = USUAL.filter((id) => !has(id) && named[id] === undefined).map((id): CheckResult => {
    const sentence = `there is no iPXE binary for ${id} in ${folders.join(', ')}`;
    return { level: binaries.length === 0 ? 'error' : 'warning', sentence, remedy: REMEDY };
  });
  return [...wishes, ...usual];
}
