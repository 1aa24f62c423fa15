import type { BlobStore } from '../../artifact/types.ts';
import type { Snapshot } from '../../lifecycle/snapshot.ts';
import { textReply } from '../../route/reply.ts';
import type { Reply, Route } from '../../route/types.ts';

/** A blob's name is its content: any cache may keep it for a year (RFC 8246). */
export const IMMUTABLE = { 'Cache-Control': 'public, max-age=31536000, immutable' };

/**
 * `/blobs/sha256/HEX` and the manifest of its 4 MiB chunks. `pinned` gives the snapshot that the machine at an address
 * boots from: what an image was built anew from in the meantime is a stage of its boot all the same.
 */
export function blobRoutes(
  blobs: BlobStore,
  snapshot: () => Snapshot,
  pinned: (remoteAddress: string | undefined) => Snapshot | undefined,
): readonly Route[] {
  const stageIn = createStageIndex();
  const stageOf = (digest: string, remoteAddress: string | undefined): string | undefined => {
    const stage = stageIn(snapshot(), digest);
    if (stage !== undefined) return stage;
    const before = pinned(remoteAddress);
    return before === undefined ? undefined : stageIn(before, digest);
  };
  return [
    {
      path: '/blobs/sha256/:digest',
      summary: 'image, kernel or first stage by the SHA-256 of its content',
      handle: async ({ params, boot }) =>
        await blobReply(blobs, params.digest ?? '', stageOf(params.digest ?? '', boot.remoteAddress)),
    },
    {
      path: '/blobs/sha256/:digest/chunks',
      transports: ['http'],
      summary: 'SHA-256 of each 4 MiB piece of a blob, one a line',
      handle: async ({ params }) => {
        const found = await blobs.chunks(params.digest ?? '');
        if (found === undefined) return textReply(404, 'there is no such blob\n');
        return { status: 200, contentType: 'text/plain', headers: IMMUTABLE, body: { kind: 'file', ...found } };
      },
    },
  ];
}

/** The blob as a file that may be ranged; 404 when the store has none of this name. */
export async function blobReply(blobs: BlobStore, digest: string, stage?: string): Promise<Reply> {
  const found = await blobs.path(digest);
  if (found === undefined) return textReply(404, 'there is no such blob\n', stage === undefined ? {} : { stage });
  return {
    status: 200,
    contentType: 'application/octet-stream',
    headers: IMMUTABLE,
    body: { kind: 'file', ...found, digest },
    ...(stage === undefined ? {} : { stage }),
  };
}

/** What a blob is to those who boot it, by the images of a snapshot; undefined for blobs none of them has. */
function createStageIndex(): (snapshot: Snapshot, digest: string) => string | undefined {
  const indexes = new WeakMap<Snapshot, ReadonlyMap<string, string>>();
  return (snapshot, digest) => {
    const index = indexes.get(snapshot) ?? indexImages(snapshot);
    indexes.set(snapshot, index);
    return index.get(digest);
  };
}

function indexImages(snapshot: Snapshot): Map<string, string> {
  const stages = new Map<string, string>();
  for (const image of snapshot.images.values()) {
    for (const kernel of image.kernels) stages.set(kernel.digest, 'kernel');
    for (const initramfs of Object.values(image.initramfs ?? {})) stages.set(initramfs.digest, 'initramfs');
    if (image.archive !== undefined) stages.set(image.archive.digest, 'image');
    for (const form of Object.values(image.forms ?? {})) stages.set(form.digest, 'image');
  }
  return stages;
}
