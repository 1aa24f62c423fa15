import { packOverlay } from '../overlay/archive.ts';
import { gzipMember } from '../overlay/gzip-member.ts';
import { SHARED_FROM, Segment, segmentOf } from '../overlay/segment.ts';
import type { PlacedEntry, RenderedOverlay } from '../overlay/types.ts';
import { contentDigest } from './manifest.ts';
import { TAR_END, tarHeader, tarPadding } from './tar.ts';

/** Archives a node can unpack. */
export type MemberFormat = 'cpio' | 'tar';

/**
 * The files with these SHA-256 digests, each once, in a gzipped archive that names them by their digests (mode 0600). What the
 * overlays do not hold is not in it.
 */
export function packMembers(
  rendered: RenderedOverlay,
  digests: ReadonlySet<string>,
  format: MemberFormat,
): { readonly archive: Uint8Array; readonly count: number } {
  const members = new Map<string, readonly Uint8Array[]>();
  for (const entry of rendered.placed) {
    if (entry.type !== 'file') continue;
    const digest = contentDigest(entry);
    if (digests.has(digest)) members.set(digest, entry.content ?? []);
  }
  return { archive: format === 'cpio' ? packCpio(members) : packTar(members), count: members.size };
}

function packCpio(members: ReadonlyMap<string, readonly Uint8Array[]>): Uint8Array {
  const entries = [...members].map(([digest, content]): PlacedEntry => {
    return { path: `/${digest}`, type: 'file', mode: 0o600, uid: 0, gid: 0, overlay: '', content };
  });
  return packOverlay(entries).gzip();
}

function packTar(members: ReadonlyMap<string, readonly Uint8Array[]>): Uint8Array {
  const segments: Segment[] = [];
  for (const [digest, content] of members) {
    const size = content.reduce((sum, { length }) => sum + length, 0);
    const pieces = [tarHeader(digest, size), ...content, tarPadding(size)];
    for (const piece of pieces) segments.push(piece.length < SHARED_FROM ? new Segment(piece) : segmentOf(piece));
  }
  return gzipMember([...segments, new Segment(TAR_END)]);
}
