import type { PluginEntry } from './types.ts';

/**
 * Keys, from the configuration's root, below which the options of a plugin stand; undefined when its entry cannot be
 * told. Paths and packages are taken for the plugin they are named after: `./plugins/greet.mjs`, `muster-plugin-greet`.
 */
export function pluginOptionsPath(entries: readonly PluginEntry[], plugin: string): string[] | undefined {
  const names = entries.map(nameOf);
  const exact = names.indexOf(plugin);
  const index = exact >= 0 ? exact : names.findIndex((name) => isNamedAfter(name, plugin));
  const entry = entries[index];
  if (entry === undefined) return undefined;
  if (Array.isArray(entry)) return ['plugins', String(index), '1'];
  const inside = typeof entry === 'object' && !hasName(entry) ? [nameOf(entry)] : [];
  return ['plugins', String(index), ...inside];
}

function isNamedAfter(name: string, plugin: string): boolean {
  const last = name.split('/').at(-1) ?? '';
  return last.replace(/\.[a-z]+$/, '').replace(/^(muster-)?plugin-/, '') === plugin;
}

/** The name or path an entry gives, or the name of the plugin value it holds. */
export function nameOf(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  if (Array.isArray(entry)) return nameOf(entry[0]);
  if (typeof entry !== 'object' || entry === null) return '';
  return hasName(entry) ? entry.name : (Object.keys(entry)[0] ?? '');
}

/** A plugin value has its name in it; `{ name: options }` of a plugin called "name" has options there instead. */
function hasName(entry: object): entry is { readonly name: string } {
  return typeof (entry as { name?: unknown }).name === 'string';
}
