import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FindOptions } from '../config/find-file.ts';
import { configFolder, FILE_NAMES, LOCAL_PLACES, stateFolder, SYSTEM_FOLDER } from '../config/places.ts';
import { SOCKET_NAME } from './protocol.ts';

/**
 * Path of a site's control socket, whether a server runs or not. Of a YAML or JSON configuration only `paths.state` is
 * looked at, because reading and checking all of it takes longer than a call does; everything else is read the whole way.
 * Throws CONFIG_* errors.
 */
export async function findSocket(options: FindOptions): Promise<string> {
  return path.join((await quickState(options)) ?? (await wholeState(options)), SOCKET_NAME);
}

async function wholeState(options: FindOptions): Promise<string> {
  const { loadSite } = await import('../config/load-site.ts');
  return (await loadSite(options)).site.paths.state;
}

/** Undefined when the place or the file is not of the usual kind. */
async function quickState(options: FindOptions): Promise<string | undefined> {
  const file = await quickFile(options);
  if (file === undefined || !/\.(ya?ml|json)$/.test(file) || path.basename(file) === 'package.json') return undefined;
  const { load } = await import('js-yaml');
  try {
    const site = load(await readFile(file, 'utf8')) as { paths?: { state?: unknown } } | undefined;
    const given = site?.paths?.state;
    if (given !== undefined && (typeof given !== 'string' || given === '')) return undefined;
    return stateFolder(file, configFolder(file), given);
  } catch {
    return undefined;
  }
}

async function quickFile({ config, cwd, systemFolder = SYSTEM_FOLDER }: FindOptions): Promise<string | undefined> {
  if (config !== undefined) return path.resolve(cwd, config);
  const places = [
    ...LOCAL_PLACES.map((name) => path.join(cwd, name)),
    ...FILE_NAMES.map((name) => path.join(systemFolder, name)),
  ];
  for (const place of places) {
    if (await holdsConfiguration(place)) return place;
  }
  return undefined;
}

/** The file is there; of package.json only one that speaks of us counts. */
async function holdsConfiguration(file: string): Promise<boolean> {
  try {
    if (path.basename(file) === 'package.json') return (await readFile(file, 'utf8')).includes('"muster"');
    await access(file);
    return true;
  } catch {
    return false;
  }
}
