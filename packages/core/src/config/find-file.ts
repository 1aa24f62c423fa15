import path from 'node:path';
import { cosmiconfig } from 'cosmiconfig';
import { configErrors } from '../errors/config.ts';
import { FILE_NAMES, LOCAL_PLACES, SYSTEM_FOLDER } from './places.ts';
import { readConfigFile, readers } from './read-file.ts';

export interface FindOptions {
  /** File named by the user; nothing else is looked for then. */
  readonly config?: string | undefined;
  /** Folder to look in; its parents are not. */
  readonly cwd: string;
  /** Looked in last; default {@link SYSTEM_FOLDER}. */
  readonly systemFolder?: string | undefined;
}

/** Absolute name of the configuration file. Throws CONFIG_NOT_FOUND with the places looked at. */
export async function findConfigFile(options: FindOptions): Promise<string> {
  if (options.config !== undefined) return path.resolve(options.cwd, options.config);
  const systemFolder = options.systemFolder ?? SYSTEM_FOLDER;
  const found = (await search(options.cwd, LOCAL_PLACES)) ?? (await search(systemFolder, FILE_NAMES));
  if (found === undefined) {
    throw configErrors.notFound([
      'muster.config.{ts,mts,js,mjs,cjs,yaml,yml,json}',
      '.config/muster.*',
      '"muster" in package.json',
      `${systemFolder}/muster.config.*`,
    ]);
  }
  return found;
}

/** Cosmiconfig walks the places and looks into package.json; the file's value is read by our own readers. */
async function search(folder: string, searchPlaces: string[]): Promise<string | undefined> {
  const loader = async (file: string): Promise<unknown> =>
    path.basename(file) === 'package.json' ? { muster: (await readConfigFile(file)).value } : file;
  const explorer = cosmiconfig('muster', {
    searchPlaces,
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders: Object.fromEntries(Object.keys(readers).map((ending) => [ending, loader])),
  });
  const found = await explorer.search(folder);
  return found?.filepath;
}
