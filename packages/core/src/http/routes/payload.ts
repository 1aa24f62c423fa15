import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { BlobStore } from '../../artifact/types.ts';
import type { Lifecycle } from '../../lifecycle/hooks.ts';
import type { Assignment } from '../../lifecycle/types.ts';
import { whoseBoot } from '../../route/about-machine.ts';
import { textReply } from '../../route/reply.ts';
import type { Reply, Route, RouteRequest } from '../../route/types.ts';
import type { StreamedReply } from '../types.ts';
import { blobReply } from './blobs.ts';
import { bothPaths, payloadMachine, wantsGzip } from './machine.ts';
import { PRIVATE } from './private.ts';

const READ_STEP = 1024 * 1024;

/**
 * `/kernel|initramfs|image/MAC`, Warewulf's names for what a node boots. What they give depends on the node, so nobody may
 * cache it; our own loaders use the blobs' names.
 */
export function payloadRoutes(lifecycle: Lifecycle, blobs: BlobStore): readonly Route[] {
  const stages = { kernel: serveKernel, initramfs: serveInitramfs, image: serveImage };
  return Object.entries(stages).flatMap(([stage, serve]) =>
    bothPaths(stage).map((path) => ({
      path,
      transports: ['http'] as const,
      summary: `${stage} of the machine with this MAC`,
      stage,
      handle: async (request: RouteRequest): Promise<Reply> => {
        const machine = await payloadMachine(lifecycle, request, stage);
        if ('refusal' in machine) return machine.refusal;
        const reply = await serve(machine.assignment, blobs, wantsGzip(request));
        const headers = { ...reply.headers, ...PRIVATE };
        return { ...reply, headers, stage, ...whoseBoot(machine.assignment) };
      },
    })),
  );
}

type Serve = (assignment: Assignment, blobs: BlobStore, gzip: boolean | undefined) => Promise<Reply>;

const serveKernel: Serve = async ({ spec }, blobs, gzip) => {
  if (gzip !== false) return notPacked();
  return spec.kernel?.digest === undefined ? noneOf('kernel', spec) : await blobReply(blobs, spec.kernel.digest);
};

const serveInitramfs: Serve = async ({ spec }, blobs, gzip) => {
  if (gzip !== false) return notPacked();
  const digest = spec.initrds.find((part) => part.role === 'initramfs')?.digest;
  return digest === undefined ? noneOf('initramfs', spec) : await blobReply(blobs, digest);
};

const serveImage: Serve = async ({ spec, node, snapshot }, blobs, gzip) => {
  if (gzip === undefined) return notPacked();
  const archive = snapshot.images.get(node.image ?? '')?.archive;
  if (archive === undefined) return noneOf('image', spec);
  return gzip
    ? await blobReply(blobs, archive.digest)
    : await unpacked(blobs, archive.digest, archive.uncompressedSize);
};

/** The archive without its gzip, unpacked while it is sent; nobody but old clients asks for it. */
async function unpacked(blobs: BlobStore, digest: string, size: number): Promise<Reply> {
  const found = await blobs.path(digest);
  if (found === undefined) return textReply(404, 'there is no such blob\n');
  const open = (): AsyncIterable<Uint8Array> => {
    const plain = createGunzip({ chunkSize: READ_STEP });
    // A failure reaches the reader through the stream it reads from.
    pipeline(createReadStream(found.file, { highWaterMark: READ_STEP }), plain).catch(() => undefined);
    return plain;
  };
  const reply: StreamedReply = {
    status: 200,
    contentType: 'application/octet-stream',
    body: { kind: 'bytes', bytes: new Uint8Array() },
    content: { size, open },
  };
  return reply;
}

function notPacked(): Reply {
  return textReply(404, 'there is no such compressed form\n');
}

function noneOf(what: string, { node, problems }: Assignment['spec']): Reply {
  const why = problems.map(({ sentence, remedy }) => `\n${sentence} (${remedy})`).join('');
  return textReply(404, `node ${node} has no ${what}${why}\n`);
}
