import { createHash } from 'node:crypto';
import { type CpioEntry, CpioWriter, FileType } from '@muster/wire';
import { gzipMember } from './gzip-member.ts';
import { SHARED_FROM, Segment, segmentOf } from './segment.ts';
import type { PlacedEntry, RenderedEntry, RenderedOverlay } from './types.ts';

const TYPE_BITS = { directory: FileType.directory, file: FileType.regular, symlink: FileType.symlink } as const;

/** An entry and where in the archive its content is. */
interface Member {
  readonly entry: Omit<RenderedEntry, 'content'>;
  readonly start: number;
  readonly size: number;
}

/** An archive that is kept: it holds what is large as the same objects as all others that hold it too. */
export interface PackedOverlay extends RenderedOverlay {
  /** Parts of the archive in their order. */
  readonly segments: readonly Segment[];
}

/**
 * Packs entries, which are in order, into an archive that depends on nothing else: all times are 0. Large content is a
 * segment of its own, and everything between is one.
 */
export function packOverlay(entries: readonly PlacedEntry[]): PackedOverlay {
  const writer = new CpioWriter();
  const segments: Segment[] = [];
  const members: Member[] = [];
  let between: Uint8Array[] = [];
  const cut = (): void => {
    if (between.length > 0) segments.push(new Segment(Buffer.concat(between)));
    between = [];
  };
  for (const { content: chunks = [], ...entry } of entries) {
    const size = chunks.reduce((sum, { length }) => sum + length, 0);
    const { header, padding } = writer.entry(cpioEntry(entry, size));
    between.push(header);
    members.push({ entry, start: writer.size - padding.length - size, size });
    for (const chunk of chunks) {
      if (chunk.length < SHARED_FROM) between.push(chunk);
      else {
        cut();
        segments.push(segmentOf(chunk));
      }
    }
    between.push(padding);
  }
  between.push(writer.finish());
  cut();
  return new Packed(segments, members, writer.size);
}

/** Puts together what is asked for when it is asked for: of 10 000 archives kept, few are on their way at once. */
class Packed implements PackedOverlay {
  readonly segments: readonly Segment[];
  readonly size: number;
  readonly #members: readonly Member[];
  #digest: string | undefined;

  constructor(segments: readonly Segment[], members: readonly Member[], size: number) {
    this.segments = segments;
    this.size = size;
    this.#members = members;
  }

  get archive(): Uint8Array {
    return Buffer.concat(this.segments.map(({ bytes }) => bytes));
  }

  get entries(): readonly RenderedEntry[] {
    const { archive } = this;
    return this.#members.map(({ entry, start, size }) =>
      entry.type === 'file' ? { ...entry, content: archive.subarray(start, start + size) } : entry,
    );
  }

  get placed(): readonly PlacedEntry[] {
    const pieces = new Pieces(this.segments);
    return this.#members.map(({ entry, start, size }) =>
      entry.type === 'file' ? { ...entry, content: pieces.of(start, size) } : entry,
    );
  }

  get digest(): string {
    if (this.#digest === undefined) {
      const hash = createHash('sha256');
      for (const { bytes } of this.segments) hash.update(bytes);
      this.#digest = hash.digest('hex');
    }
    return this.#digest;
  }

  gzip(): Uint8Array {
    return gzipMember(this.segments);
  }
}

/** Parts of segments that lie behind each other, asked for in their order. */
class Pieces {
  readonly #segments: readonly Segment[];
  #index = 0;
  #offset = 0;

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
  }

  /** A segment that is wanted whole is its own octets: the same object wherever it is in use. */
  of(start: number, size: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    for (let from = start; from < start + size; ) {
      const bytes = this.#segments[this.#index]?.bytes ?? new Uint8Array();
      const end = this.#offset + bytes.length;
      if (from >= end) {
        this.#offset = end;
        this.#index += 1;
        continue;
      }
      const until = Math.min(end, start + size);
      const whole = from === this.#offset && until === end;
      found.push(whole ? bytes : bytes.subarray(from - this.#offset, until - this.#offset));
      from = until;
    }
    return found;
  }
}

function cpioEntry({ path, type, mode, uid, gid, target }: Omit<PlacedEntry, 'content'>, size: number): CpioEntry {
  return {
    path: path.slice(1),
    mode: TYPE_BITS[type] | mode,
    uid,
    gid,
    ...(type === 'file' ? { size } : {}),
    ...(target === undefined ? {} : { linkTarget: target }),
  };
}
