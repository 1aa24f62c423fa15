import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type CpioEntry, FileType, packCpio } from '@muster/wire';
import type { RenderedEntry, RenderedOverlay } from './types.ts';

const TYPE_BITS = { directory: FileType.directory, file: FileType.regular, symlink: FileType.symlink } as const;

/** Packs entries, which are in order, into an archive that depends on nothing else: all times are 0. */
export function packOverlay(entries: readonly RenderedEntry[]): RenderedOverlay {
  const archive = packCpio(entries.map(cpioEntry));
  let compressed: Uint8Array | undefined;
  return Object.freeze({
    entries: Object.freeze(entries),
    archive,
    digest: createHash('sha256').update(archive).digest('hex'),
    // zlib writes a gzip header without name and with time 0.
    gzip: () => {
      compressed ??= gzipSync(archive, { level: 6 });
      return compressed;
    },
  });
}

function cpioEntry({ path, type, mode, uid, gid, content, target }: RenderedEntry): CpioEntry {
  return {
    path: path.slice(1),
    mode: TYPE_BITS[type] | mode,
    uid,
    gid,
    ...(type === 'file' ? { data: content ?? new Uint8Array() } : {}),
    ...(target === undefined ? {} : { linkTarget: target }),
  };
}
