import { isMusterError, MusterError } from '../errors/index.ts';
import type { LoadedSite } from './load-site.ts';

/** Gives an error about a plugin the file, line and column of its entry, or of the option at fault. Others pass through. */
export function locatePluginError(error: unknown, { site, source }: LoadedSite): unknown {
  if (!isMusterError(error) || error.plugin === undefined || error.where?.file !== undefined) return error;
  const { code, sentence, remedy, plugin, hook, cause } = error;
  const index = site.plugins.findIndex((entry) => nameOf(entry) === plugin);
  const option = keysAfter(error.where?.path ?? '', `plugins.${plugin}`);
  const where = source.where([
    'plugins',
    ...(index < 0 ? [] : [String(index), ...below(site.plugins[index], plugin), ...option]),
  ]);
  return new MusterError({ code, sentence, remedy, plugin, ...(hook === undefined ? {} : { hook }), where, cause });
}

/** Where the options of an entry begin inside it. */
function below(entry: unknown, plugin: string): string[] {
  if (Array.isArray(entry)) return ['1'];
  return typeof entry === 'object' ? [plugin] : [];
}

function nameOf(entry: unknown): unknown {
  if (typeof entry === 'string') return entry;
  if (Array.isArray(entry)) return nameOf(entry[0]);
  return typeof entry === 'object' && entry !== null ? Object.keys(entry)[0] : undefined;
}

function keysAfter(path: string, prefix: string): string[] {
  return path
    .slice(prefix.length)
    .split(/[.[\]]+/)
    .filter((key) => key !== '');
}
