import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes of a file and their SHA-256. */
export interface Content {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

interface Known extends Content {
  readonly stamp: string;
}

/** A file changed less than this before it was read may have changed again within one tick of its file system's clock. */
const SETTLED_MS = 100;

/** Remembers files between scans, so that an unchanged one is neither read nor hashed again. Made anew from the last at each scan. */
export class ContentMemo {
  readonly #before: ReadonlyMap<string, Known>;
  readonly #seen = new Map<string, Known>();

  constructor(last?: ContentMemo) {
    this.#before = last === undefined ? new Map() : last.#seen;
  }

  /** Reads a regular file; refuses (ELOOP) a symbolic link that took its place. */
  async read(file: string): Promise<Content> {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const facts = await handle.stat({ bigint: true });
      const stamp = `${facts.dev}:${facts.ino}:${facts.size}:${facts.mtimeNs}:${facts.ctimeNs}`;
      const known = this.#before.get(file);
      const settled = Date.now() - Number(facts.ctimeMs) > SETTLED_MS;
      const content = known?.stamp === stamp ? known : { stamp, ...contentOf(await handle.readFile()) };
      if (settled) this.#seen.set(file, content);
      return content;
    } finally {
      await handle.close();
    }
  }
}

function contentOf(bytes: Uint8Array): Content {
  return { bytes, digest: createHash('sha256').update(bytes).digest('hex') };
}
