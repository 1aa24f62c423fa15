import { MusterError, messageOf } from './muster-error.ts';

/** Wording of what can be wrong with snapshots kept on disk. */
export const historyErrors = {
  unknown: (number: number, known: readonly number[]): MusterError =>
    new MusterError({
      code: 'SNAPSHOT_UNKNOWN',
      sentence: `snapshot ${number} is not kept here`,
      remedy:
        known.length === 0
          ? 'snapshots are kept from the first start of the server or the first change on'
          : `kept are ${known.at(-1) ?? ''} to ${known[0] ?? ''}: muster history`,
    }),
  incomplete: (number: number): MusterError =>
    new MusterError({
      code: 'SNAPSHOT_INCOMPLETE',
      sentence: `the registry files of snapshot ${number} had changed again before they could be kept`,
      remedy: `take the one before or after it: muster history`,
    }),
  damaged: (file: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'HISTORY_DAMAGED',
      sentence: `a kept snapshot cannot be read: ${messageOf(cause)}`,
      remedy: 'restore this file from a backup, or choose another snapshot: muster history',
      where: { file },
      cause,
    }),
  blobGone: (number: number, image: string, digest: string): MusterError =>
    new MusterError({
      code: 'SNAPSHOT_BLOB_GONE',
      sentence: `image ${image} of snapshot ${number} is no longer on disk (blob ${digest.slice(0, 12)})`,
      remedy: `roll back without images: muster rollback ${number} --keep-images; or build the image again`,
    }),
};
