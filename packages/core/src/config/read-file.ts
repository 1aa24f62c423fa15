import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
import { configErrors } from '../errors/config.ts';
import { messageOf } from '../errors/index.ts';
import { codeSource, documentSource, type Source } from './source.ts';

/** A configuration as it stands in its file. */
export interface RawConfig {
  readonly value: unknown;
  readonly source: Source;
}

type Reader = (file: string) => Promise<RawConfig>;

/** Readers by file name ending. YAML and JSON keep positions; TypeScript goes through jiti, which Node 20 needs. */
export const readers: Readonly<Record<string, Reader>> = {
  '.yaml': readDocument,
  '.yml': readDocument,
  '.json': readDocument,
  '.js': importModule,
  '.mjs': importModule,
  '.cjs': importModule,
  '.ts': importTypeScript,
  '.mts': importTypeScript,
};

/** Reads one configuration file by its ending; of package.json its `muster` key. Throws configErrors. */
export async function readConfigFile(file: string): Promise<RawConfig> {
  const read = readers[path.extname(file)];
  if (read === undefined) throw configErrors.unknownFormat(file, Object.keys(readers));
  return read(file);
}

/** JSON is read as YAML 1.2, of which it is a subset, for the sake of positions. */
async function readDocument(file: string): Promise<RawConfig> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw configErrors.unreadable(file, cause);
  });
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw configErrors.syntax({ file, line, column: col }, error.message);
  }
  try {
    const root: unknown = document.toJS() ?? {};
    if (path.basename(file) !== 'package.json')
      return { value: root, source: documentSource(file, document, lineCounter) };
    const value = (root as { muster?: unknown }).muster;
    return { value, source: documentSource(file, document, lineCounter, ['muster']) };
  } catch (cause) {
    // Aliases that multiply without end are only noticed when the values are made.
    throw configErrors.syntax({ file }, messageOf(cause));
  }
}

/** The query makes a reload read the file again: Node keeps modules by URL. */
async function importModule(file: string): Promise<RawConfig> {
  return fromModule(file, () => import(`${pathToFileURL(file).href}?read=${Date.now()}`));
}

async function importTypeScript(file: string): Promise<RawConfig> {
  return fromModule(file, async () => {
    const { createJiti } = await import('jiti');
    return createJiti(pathToFileURL(file).href, { moduleCache: false, fsCache: false }).import(file);
  });
}

async function fromModule(file: string, load: () => Promise<unknown>): Promise<RawConfig> {
  let module: { default?: unknown };
  try {
    module = (await load()) as { default?: unknown };
  } catch (cause) {
    throw configErrors.moduleFailed(file, cause);
  }
  if (module.default === undefined) throw configErrors.invalid({ file }, 'has no default export');
  return { value: module.default, source: codeSource(file, module.default) };
}
