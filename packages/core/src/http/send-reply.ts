import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { textReply } from '../route/reply.ts';
import type { Reply } from '../route/types.ts';
import { BodyWriter } from './body-writer.ts';
import type { BufferPool } from './buffer-pool.ts';
import { matchesEtag, parseRange, rangeStillValid, type Slice } from './range.ts';
import { sendContent, sendSlice } from './send-body.ts';
import type { StreamedContent, StreamedReply } from './types.ts';

/** What a reply became on the wire. */
export interface Sent {
  readonly status: number;
  /** Bytes of body announced for this answer, 0 for HEAD. */
  readonly bytes: number;
  /** Where in the whole body the sent part begins and whether it reaches the end. */
  readonly first: boolean;
  readonly last: boolean;
}

/** A request's side of what is sent. */
export interface Sending {
  readonly head: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly response: ServerResponse;
  readonly pool: BufferPool;
  /** Told once the head is written, before the body is. */
  readonly onHead: (sent: Sent) => void;
}

type Headers = Record<string, string | number>;

/**
 * Writes a reply. Header names are in title case as they are written here, and every answer has its length: GRUB looks
 * for `Content-Length` by its letters and, like UEFI, cannot read chunks. Rejects when the body could not be sent whole.
 */
export async function sendReply(reply: Reply, sending: Sending): Promise<void> {
  const headers: Headers = { 'Content-Type': reply.contentType, 'Cache-Control': 'no-store', ...reply.headers };
  if (isStreamed(reply)) await sendStreamed(reply.status, headers, reply.content, sending);
  else if (reply.body.kind === 'bytes') await sendBytes(reply.status, headers, reply.body.bytes, sending);
  else await sendFile(reply, reply.body, headers, sending);
}

function isStreamed(reply: Reply): reply is StreamedReply {
  return 'content' in reply;
}

async function sendBytes(status: number, headers: Headers, bytes: Uint8Array, sending: Sending): Promise<void> {
  // Of a 304 it would have to be the length that a 200 has (RFC 9110 §8.6).
  const length: Headers = status === 304 ? {} : { 'Content-Length': bytes.length };
  writeHead(sending, status, { ...headers, ...length }, wholeOf(status, bytes.length, sending));
  await new BodyWriter(sending.response).end(sending.head ? undefined : bytes);
}

async function sendStreamed(
  status: number,
  headers: Headers,
  content: StreamedContent,
  sending: Sending,
): Promise<void> {
  writeHead(sending, status, { ...headers, 'Content-Length': content.size }, wholeOf(status, content.size, sending));
  const writer = new BodyWriter(sending.response);
  await (sending.head ? writer.end() : sendContent(writer, content));
}

type FileBody = Extract<Reply['body'], { kind: 'file' }>;

async function sendFile(reply: Reply, body: FileBody, headers: Headers, sending: Sending): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(body.file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await sendReply(textReply(404, 'this file is gone\n'), sending);
    return;
  }
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size !== body.size) throw new Error(`${body.file} has not the announced length`);
    const etag = body.digest === undefined ? `"${found.size}-${Math.floor(found.mtimeMs)}"` : `"${body.digest}"`;
    const about: Headers = {
      ...headers,
      'Accept-Ranges': 'bytes',
      ETag: etag,
      'Last-Modified': found.mtime.toUTCString(),
    };
    await sendOpenFile(reply.status, about, handle, { size: body.size, etag }, sending);
  } finally {
    await handle.close();
  }
}

async function sendOpenFile(
  status: number,
  about: Headers,
  handle: FileHandle,
  { size, etag }: { size: number; etag: string },
  sending: Sending,
): Promise<void> {
  const { headers: asked, head, response } = sending;
  const writer = new BodyWriter(response);
  const nothing: Omit<Sent, 'status'> = { bytes: 0, first: false, last: false };
  if (matchesEtag(asked['if-none-match'], etag)) {
    writeHead(sending, 304, about, { status: 304, ...nothing });
    await writer.end();
    return;
  }
  const valid = rangeStillValid(asked['if-range'] as string | undefined, etag);
  const range = valid ? parseRange(asked.range, size) : undefined;
  if (range === 'unsatisfiable') {
    const headers = { ...about, 'Content-Range': `bytes */${size}`, 'Content-Length': 0 };
    writeHead(sending, 416, headers, { status: 416, ...nothing });
    await writer.end();
    return;
  }
  const slice: Slice = range ?? { start: 0, length: size };
  const code = range === undefined ? status : 206;
  const part =
    range === undefined ? {} : { 'Content-Range': `bytes ${slice.start}-${slice.start + slice.length - 1}/${size}` };
  writeHead(
    sending,
    code,
    { ...about, ...part, 'Content-Length': slice.length },
    {
      status: code,
      bytes: head ? 0 : slice.length,
      first: slice.start === 0,
      last: slice.start + slice.length === size,
    },
  );
  await (head ? writer.end() : sendSlice(writer, handle.fd, slice, sending.pool));
}

function wholeOf(status: number, size: number, { head }: Sending): Sent {
  return { status, bytes: head ? 0 : size, first: true, last: true };
}

function writeHead({ response, onHead }: Sending, status: number, headers: Headers, sent: Sent): void {
  response.writeHead(status, headers);
  onHead(sent);
}
