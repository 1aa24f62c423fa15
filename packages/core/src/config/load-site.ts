import { configErrors } from '../errors/config.ts';
import { MusterError } from '../errors/index.ts';
import { type FindOptions, findConfigFile } from './find-file.ts';
import { type ConfigOrigins, siteOrigins } from './origins.ts';
import { parseSite } from './parse-site.ts';
import { configFolder } from './places.ts';
import { type RawConfig, readConfigFile } from './read-file.ts';
import { codeSource, type Source } from './source.ts';
import type { SiteConfig } from './types.ts';

/** A site's configuration with the place of every value. */
export interface LoadedSite {
  readonly site: SiteConfig;
  readonly origins: ConfigOrigins;
  /** Folder plugin names and relative paths start from. */
  readonly folder: string;
  readonly source: Source;
}

/** What `config check` found: the problems of the file, none when it can be used. */
export interface SiteCheck {
  readonly file: string;
  readonly loaded: LoadedSite | undefined;
  readonly problems: readonly MusterError[];
}

/** Finds, reads and checks the configuration. Throws CONFIG_* errors; several problems come as one error. */
export async function loadSite(options: FindOptions): Promise<LoadedSite> {
  const { loaded, problems } = await checkSite(options);
  if (loaded === undefined) throw joined(problems);
  return loaded;
}

/** As {@link loadSite}, with everything wrong in the file as a list. Throws only when there is no file. */
export async function checkSite(options: FindOptions): Promise<SiteCheck> {
  const file = await findConfigFile(options);
  const folder = configFolder(file);
  let raw: RawConfig;
  try {
    raw = await readConfigFile(file);
  } catch (error) {
    if (!(error instanceof MusterError)) throw error;
    return { file, loaded: undefined, problems: [error] };
  }
  const result = parseSite(raw, folder);
  if ('problems' in result) return { file, loaded: undefined, problems: result.problems };
  const { site } = result;
  return { file, loaded: { site, origins: siteOrigins(site, raw), folder, source: raw.source }, problems: [] };
}

/** Checks a configuration held in memory, e.g. of a test; relative paths start at `folder`. Throws CONFIG_* errors. */
export function siteFromObject(value: unknown, folder: string): SiteConfig {
  const result = parseSite({ value, source: codeSource(undefined, value) }, folder);
  if ('problems' in result) throw joined(result.problems);
  return result.site;
}

function joined(problems: readonly MusterError[]): MusterError {
  const [only] = problems;
  return problems.length === 1 && only !== undefined ? only : configErrors.several(problems);
}
