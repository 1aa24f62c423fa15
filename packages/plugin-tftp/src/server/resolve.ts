import {
  type Logger,
  messageOf,
  type Reply,
  requestFacts,
  type RouteMatch,
  type RouteTable,
  type SiteConfig,
} from '@muster/core';
import { TftpErrorCode } from '@muster/wire';
import { type BlockSource, bytesSource } from '../content/block-source.ts';
import { type FileCache, NotServable } from '../content/file-cache.ts';
import { askedPath, pathsWithout } from './path.ts';

/** Who asks, and at which of our addresses. */
export interface Client {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
}

/** What the timeline is to know of an answer; the stage is undefined for what is none of a boot. */
export type About = Pick<Reply, 'stage' | 'node' | 'problem' | 'code' | 'stranger'> & { readonly mac?: string };

/** What a path leads to: content to send, or the ERROR packet's code and text. */
export type Resolution =
  | { readonly ok: true; readonly source: BlockSource; readonly about: About }
  | { readonly ok: false; readonly code: number; readonly message: string; readonly about: About };

export interface ResolveParts {
  readonly routes: RouteTable;
  readonly site: SiteConfig;
  readonly cache: Pick<FileCache, 'open'>;
  readonly prefixes: readonly string[];
  readonly log: Logger;
}

/** Looks a file name up among the contributed routes and files: there is no way to any other file. Never rejects. */
export async function resolve(
  parts: ResolveParts,
  filename: string,
  client: Client,
  blksize: number,
): Promise<Resolution> {
  const asked = askedPath(filename);
  if (asked === undefined) return refuse(TftpErrorCode.accessViolation, 'this name is not allowed');
  const { query } = asked;
  const found = firstMatch(parts.routes, pathsWithout(asked.path, parts.prefixes));
  if (found === undefined) return refuse(TftpErrorCode.fileNotFound, 'nothing is served under this name');
  const { match, path } = found;
  try {
    if (match.kind === 'file') {
      const source = await parts.cache.open(match.file.file, blksize);
      return { ok: true, source, about: { stage: 'boot-file' } };
    }
    const facts = requestFacts(parts.site, 'tftp', client, match.params, query);
    const reply = await match.route.handle({ boot: facts, transport: 'tftp', path, params: match.params, query });
    return await ofReply(parts.cache, reply, blksize, facts.mac);
  } catch (error) {
    if (error instanceof NotServable) return refuse(TftpErrorCode.fileNotFound, error.message);
    parts.log.error({ err: error, path, address: client.remoteAddress }, `TFTP ${path} failed: ${messageOf(error)}`);
    return refuse(TftpErrorCode.notDefined, 'the server failed; its log says more');
  }
}

/** What is served under the very name comes first. */
function firstMatch(
  routes: RouteTable,
  paths: readonly string[],
): { readonly match: RouteMatch; readonly path: string } | undefined {
  for (const path of paths) {
    const match = routes.match(path, 'tftp');
    if (match !== undefined) return { match, path };
  }
  return undefined;
}

async function ofReply(
  cache: ResolveParts['cache'],
  reply: Reply,
  blksize: number,
  mac: string | undefined,
): Promise<Resolution> {
  const { status, body } = reply;
  const about = aboutOf(reply, mac);
  if (status >= 400) return refuse(errorCode(status), firstLine(body, status), about);
  const source = body.kind === 'bytes' ? bytesSource(body.bytes, blksize) : await cache.open(body.file, blksize);
  return { ok: true, source, about };
}

function aboutOf({ stage, node, problem, code, stranger }: Reply, mac: string | undefined): About {
  return {
    ...(stage === undefined ? {} : { stage }),
    ...(node === undefined ? {} : { node }),
    ...(problem === undefined ? {} : { problem }),
    ...(code === undefined ? {} : { code }),
    ...(stranger === undefined ? {} : { stranger }),
    ...(mac === undefined ? {} : { mac }),
  };
}

function refuse(code: number, message: string, about: About = {}): Resolution {
  return { ok: false, code, message, about };
}

function errorCode(status: number): number {
  if (status === 404 || status === 410) return TftpErrorCode.fileNotFound;
  return status === 401 || status === 403 ? TftpErrorCode.accessViolation : TftpErrorCode.notDefined;
}

/** Firmware shows the text on its console: one line without NUL. */
function firstLine(body: Reply['body'], status: number): string {
  const text = body.kind === 'bytes' ? Buffer.from(body.bytes.subarray(0, 512)).toString('utf8') : '';
  const line = (text.split('\n')[0] ?? '').replaceAll('\0', '').trim();
  return line === '' ? `status ${status}` : line;
}
