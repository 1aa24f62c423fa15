import type { TSchema } from 'typebox';
import { type BodyCheck, compileBodyCheck } from './check-body.ts';
import { breathe } from './breathe.ts';
import type { RegistryProblem } from './problem.ts';
import { readOffThread } from './read-off-thread.ts';
import { type ReadText, readRegistryText } from './read-text.ts';
import { sourceFile, type SourceFile } from './source-file.ts';

/** A file's text, not yet parsed. */
export type FileText = Pick<SourceFile, 'name' | 'path' | 'digest'> & { readonly text: string };

/** Parses files; those whose text is known from before are not parsed again. */
export interface RegistryReader {
  /** The body check the files are read with. */
  readonly check: BodyCheck;
  read(texts: readonly FileText[]): Promise<{ files: SourceFile[]; problems: RegistryProblem[] }>;
  /** Makes files known, e.g. from the last good state. */
  seed(files: readonly SourceFile[]): void;
}

/** From this many characters on, a thread of its own is worth its start. */
const OFF_THREAD_FROM = 256 * 1024;

/**
 * `program` is the worker's program, for large changes after the first reading; without one everything is parsed in place,
 * with pauses between files.
 */
export function createReader(contributed: Readonly<Record<string, TSchema>>, program: URL | undefined): RegistryReader {
  const check = compileBodyCheck(contributed);
  let known = new Map<string, SourceFile>();
  let starting = true;

  const parse = async (texts: readonly FileText[]): Promise<ReadText[]> => {
    const size = texts.reduce((sum, { text }) => sum + text.length, 0);
    // At the start nobody waits for an answer yet, and in place it is done sooner.
    const inPlace = starting || size < OFF_THREAD_FROM;
    starting = false;
    if (program !== undefined && !inPlace) return readOffThread(program, { inputs: texts, contributed });
    const pause = breathe();
    const results: ReadText[] = [];
    for (const { path, text } of texts) {
      await pause();
      results.push(readRegistryText(path, text, check));
    }
    return results;
  };

  return {
    check,
    seed: (files) => {
      known = new Map(files.map((file) => [keyOf(file), file]));
    },
    read: async (texts) => {
      const missing = texts.filter((text) => !known.has(keyOf(text)));
      const results = await parse(missing);
      const fresh = new Map<string, SourceFile>();
      for (const [index, text] of missing.entries()) {
        const { profiles = [], nodes = [], problems = [] } = results[index] ?? {};
        if (problems.length === 0) fresh.set(keyOf(text), sourceFile(text, profiles, nodes));
      }
      const files = texts.flatMap((text) => withText(fresh.get(keyOf(text)) ?? known.get(keyOf(text)), text));
      const problems = results.flatMap((result) => result.problems);
      if (problems.length === 0) known = new Map(files.map((file) => [keyOf(file), file]));
      return { files, problems };
    },
  };
}

function keyOf({ name, digest }: Pick<SourceFile, 'name' | 'digest'>): string {
  return `${digest} ${name}`;
}

/** A file known only in parsed form gets its text back. */
function withText(file: SourceFile | undefined, text: FileText): SourceFile[] {
  if (file === undefined) return [];
  if (file.text !== undefined) return [file];
  const plain = (entries: SourceFile['profiles' | 'nodes']) =>
    entries.map(({ key, body, start, end }) => [key, body, start, end] as const);
  return [sourceFile(text, plain(file.profiles), plain(file.nodes))];
}
