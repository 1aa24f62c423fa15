import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { breathe } from './breathe.ts';
import { writeDurably } from './durable.ts';
import { CHUNK } from './read-worker-protocol.ts';
import { type PlainEntry, type Section, type SourceFile, sourceFile } from './source-file.ts';

/** Files that were found good, in parsed form. */
export interface LastGood {
  readonly id: string;
  readonly files: readonly SourceFile[];
}

/** Raised whenever what is written, or what bodies are checked for, changes meaning. */
const FORMAT = 1;

interface Head {
  readonly format: number;
  readonly id: string;
  /** Hash of the field schema the files were checked with. */
  readonly schema: string;
  readonly files: readonly { readonly name: string; readonly digest: string }[];
}

type Line = readonly [file: number, section: Section, entries: readonly PlainEntry[]];

/** Keeps what was found good: a line of JSON about all, then lines of some entries each. Holds asset keys, hence mode 0600. */
export async function writeLastGood(file: string, schema: string, { id, files }: LastGood): Promise<void> {
  const head: Head = { format: FORMAT, id, schema, files: files.map(({ name, digest }) => ({ name, digest })) };
  const lines = [JSON.stringify(head)];
  const pause = breathe();
  for (const [index, source] of files.entries()) {
    for (const section of ['profiles', 'nodes'] as const) {
      for (let at = 0; at < source[section].length; at += CHUNK) {
        await pause();
        const entries = source[section].slice(at, at + CHUNK);
        const plain = entries.map(({ key, body, start, end }): PlainEntry => [key, body, start, end]);
        lines.push(JSON.stringify([index, section, plain] satisfies Line));
      }
    }
  }
  await mkdir(dirname(file), { recursive: true });
  await writeDurably(file, `${lines.join('\n')}\n`, 0o600);
}

/** Reads it back; undefined when there is none, it is damaged, or it was checked with other fields. */
export async function readLastGood(file: string, schema: string, folder: string): Promise<LastGood | undefined> {
  try {
    const [first = '', ...lines] = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    const head = JSON.parse(first) as Head;
    if (head.format !== FORMAT || head.schema !== schema) return undefined;
    const entries = head.files.map(() => ({ profiles: [] as PlainEntry[], nodes: [] as PlainEntry[] }));
    const pause = breathe();
    for (const line of lines) {
      await pause();
      const [index, section, plain] = JSON.parse(line) as Line;
      entries[index]?.[section].push(...plain);
    }
    const files = head.files.map(({ name, digest }, index) => {
      const { profiles = [], nodes = [] } = entries[index] ?? {};
      return sourceFile({ name, digest, path: join(folder, name), text: undefined }, profiles, nodes);
    });
    return { id: head.id, files };
  } catch {
    return undefined;
  }
}
