import { isMusterError, MusterError } from '../errors/index.ts';
import type { LoadedSite } from './load-site.ts';
import { pluginOptionsPath } from './plugin-entry.ts';

/** Gives an error about a plugin the file, line and column of its entry, or of the option at fault. Others pass through. */
export function locatePluginError(error: unknown, { site, source }: LoadedSite): unknown {
  if (!isMusterError(error) || error.plugin === undefined || error.where?.file !== undefined) return error;
  const { code, sentence, remedy, plugin, hook, cause } = error;
  const entry = pluginOptionsPath(site.plugins, plugin);
  const option = keysAfter(error.where?.path ?? '', `plugins.${plugin}`);
  const where = source.where(entry === undefined ? ['plugins'] : [...entry, ...option]);
  return new MusterError({ code, sentence, remedy, plugin, ...(hook === undefined ? {} : { hook }), where, cause });
}

function keysAfter(path: string, prefix: string): string[] {
  return path
    .slice(prefix.length)
    .split(/[.[\]]+/)
    .filter((key) => key !== '');
}
