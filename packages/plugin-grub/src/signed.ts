import type { Services } from '@muster/core';
import type { BootChain } from './chain.ts';

/** What is started only when something else was refused. */
const MOK_MANAGER = /^(?:mm|MokManager)/;

/** Whether every file of the chain that firmware, then shim, has to start is signed, as the files say themselves. */
export async function isSigned(
  { files }: BootChain,
  { programs, blobs }: Pick<Services, 'programs' | 'blobs'>,
): Promise<boolean> {
  const all = await Promise.all(
    [...files].map(async ([name, source]) => {
      if (MOK_MANAGER.test(name)) return true;
      if ('made' in source) return false;
      const file = 'file' in source ? source.file : (await blobs.path(source.digest))?.file;
      return file !== undefined && (await programs.isSigned(file));
    }),
  );
  return all.every(Boolean);
}
