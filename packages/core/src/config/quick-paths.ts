import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FindOptions } from './find-file.ts';
import { configFolder, FILE_NAMES, LOCAL_PLACES, SYSTEM_FOLDER, stateFolder } from './places.ts';
import type { SiteConfig } from './types.ts';

/** Where a site keeps what changes. */
export type SitePaths = Pick<SiteConfig['paths'], 'state' | 'registry' | 'overlays'>;

type Given = Readonly<Partial<Record<keyof SitePaths, unknown>>>;

/**
 * Paths of a site. Of a YAML or JSON configuration only `paths` is looked at, because reading and checking all of it takes
 * longer than a short command does; everything else is read the whole way. Throws CONFIG_* errors.
 */
export async function quickPaths(options: FindOptions): Promise<SitePaths> {
  return (await read(options)) ?? (await readWhole(options));
}

async function readWhole(options: FindOptions): Promise<SitePaths> {
  const { loadSite } = await import('./load-site.ts');
  return (await loadSite(options)).site.paths;
}

/** Undefined when the place or the file is not of the usual kind. */
async function read(options: FindOptions): Promise<SitePaths | undefined> {
  const file = await quickFile(options);
  if (file === undefined || !/\.(ya?ml|json)$/.test(file) || path.basename(file) === 'package.json') return undefined;
  const { load } = await import('js-yaml');
  try {
    const site = load(await readFile(file, 'utf8')) as { paths?: Given } | undefined;
    const { state, registry = 'registry', overlays = 'overlays' } = site?.paths ?? {};
    const folder = configFolder(file);
    if ((state !== undefined && !isPath(state)) || !isPath(registry) || !isPath(overlays)) return undefined;
    return {
      state: stateFolder(file, folder, state),
      registry: path.resolve(folder, registry),
      overlays: path.resolve(folder, overlays),
    };
  } catch {
    return undefined;
  }
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
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
