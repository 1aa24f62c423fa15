import { mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { writeFileDurably } from '../artifact/durable-file.ts';
import { historyErrors } from '../errors/history.ts';
import { sha256InPieces } from '../registry/digest.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Registry files hold asset keys and overlays hold secrets. */
const MODE = 0o600;

/** Small contents by their SHA-256, each a compressed file `AB/HEX.gz`. */
export class ObjectStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Keeps the bytes and gives their digest; what is there already is not written again. */
  async put(content: Uint8Array | string): Promise<string> {
    const digest = await sha256InPieces(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
    const file = this.#file(digest);
    if (await exists(file)) return digest;
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await writeFileDurably(file, await pack(content), MODE);
    return digest;
  }

  /** Throws HISTORY_DAMAGED when the object is missing or is not what its name says. */
  async get(digest: string): Promise<Buffer> {
    const file = this.#file(digest);
    try {
      const content = await unpack(await readFile(file));
      if ((await sha256InPieces(content)) === digest) return content;
    } catch (error) {
      throw historyErrors.damaged(file, error);
    }
    throw historyErrors.damaged(file, new Error('its content has another digest'));
  }

  /** Removes all objects but these. */
  async keepOnly(wanted: ReadonlySet<string>): Promise<void> {
    for (const folder of await namesIn(this.#folder)) {
      for (const name of await namesIn(path.join(this.#folder, folder))) {
        if (!wanted.has(name.replace(/\.gz$/, ''))) await unlink(path.join(this.#folder, folder, name));
      }
    }
  }

  #file(digest: string): string {
    return path.join(this.#folder, digest.slice(0, 2), `${digest}.gz`);
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
