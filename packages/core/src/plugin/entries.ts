import type { PluginEntry } from '../config/types.ts';
import { pluginErrors } from '../errors/index.ts';
import { isPlugin } from './define-plugin.ts';

/** An entry of `plugins` in one shape: what to find (a name, a path, or the value itself) and its options. */
export interface NormalEntry {
  readonly wanted: string | object;
  readonly options: unknown;
}

/** Accepts `name`, `[name, options]`, `{ name: options }`, a plugin value, and `[plugin value, options]`. */
export function normalizeEntry(entry: PluginEntry): NormalEntry {
  if (typeof entry === 'string') return { wanted: entry, options: undefined };
  if (Array.isArray(entry)) {
    const [wanted, options] = entry as readonly [string | object, unknown?];
    return { wanted, options };
  }
  if (isPlugin(entry)) return { wanted: entry, options: undefined };
  const [pair, ...more] = Object.entries(entry);
  if (pair === undefined || more.length > 0) {
    throw pluginErrors.invalid(JSON.stringify(entry), 'an entry with options is one name with its options below it');
  }
  return { wanted: pair[0], options: pair[1] };
}
