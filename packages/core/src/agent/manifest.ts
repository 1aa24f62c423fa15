import { createHash } from 'node:crypto';
import type { PlacedEntry, RenderedOverlay } from '../overlay/types.ts';
import { encodeWord } from './encode.ts';

/** First line of every manifest: what it is, and the version of the protocol. */
export const MANIFEST_HEAD = 'muster-agent 1';

/** What a node's runtime overlays are, without their contents. */
export interface AgentManifest {
  /** The same for the same lines, whoever renders them when. */
  readonly etag: string;
  readonly text: string;
  /** By path as it stands in the lines. */
  readonly lines: ReadonlyMap<string, ManifestLine>;
}

/** One line: a file, a folder or a link as the node is to have it. */
export interface ManifestLine {
  readonly type: 'file' | 'dir' | 'link';
  /** Octal digits. */
  readonly mode: string;
  readonly owner: string;
  /** SHA-256 of a file, target of a link. */
  readonly content: string;
}

const TYPES = { file: 'file', directory: 'dir', symlink: 'link' } as const;

const known = new WeakMap<RenderedOverlay, AgentManifest>();

/** The manifest of rendered overlays; worked out once for each rendering that is kept. */
export function manifestOf(rendered: RenderedOverlay): AgentManifest {
  const made = known.get(rendered) ?? makeManifest(rendered);
  known.set(rendered, made);
  return made;
}

/**
 * `TYPE MODE UID GID CONTENT BACKUP RUN PATH` a line, in path order, each a word ({@link encodeWord}): CONTENT is the SHA-256 of
 * a file or the target of a link, BACKUP `backup` or `-`, RUN a line for the shell or `-`.
 */
function makeManifest(rendered: RenderedOverlay): AgentManifest {
  const lines = new Map<string, ManifestLine>();
  let text = `${MANIFEST_HEAD}\n`;
  for (const entry of rendered.placed) {
    const path = encodeWord(entry.path);
    const { type, mode, uid, gid, backup, run = '', target = '' } = entry;
    const line = {
      type: TYPES[type],
      mode: mode.toString(8).padStart(4, '0'),
      owner: `${uid} ${gid}`,
      content: type === 'file' ? contentDigest(entry) : encodeWord(target),
    };
    lines.set(path, line);
    const care = `${backup === true ? 'backup' : '-'} ${encodeWord(run)}`;
    text += `${line.type} ${line.mode} ${line.owner} ${line.content} ${care} ${path}\n`;
  }
  return { etag: createHash('sha256').update(text).digest('hex').slice(0, 32), text, lines };
}

const digests = new WeakMap<Uint8Array, string>();

/** SHA-256 of a file's content; of what many nodes get as the same octets it is worked out once. */
export function contentDigest({ content = [] }: Pick<PlacedEntry, 'content'>): string {
  const [only] = content;
  if (only === undefined || content.length > 1) return digestOf(content);
  const known = digests.get(only);
  if (known !== undefined) return known;
  const digest = digestOf(content);
  digests.set(only, digest);
  return digest;
}

function digestOf(pieces: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}
