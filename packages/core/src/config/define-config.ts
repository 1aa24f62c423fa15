import type { Plugin } from '../plugin/define-plugin.ts';
import type { SiteInput } from './schema.ts';
import type { PluginOptions } from './types.ts';

type OptionsOf<Name> = Name extends keyof PluginOptions ? PluginOptions[Name] : unknown;
type Named<Entry> = { readonly [Name in keyof Entry]: OptionsOf<Name> };

/** What an entry of `plugins` may be, given what was written: options of a known plugin have to be that plugin's. */
type CheckedEntry<Entry> = Entry extends string | Plugin
  ? Entry
  : Entry extends readonly [infer Name extends string | Plugin, unknown]
    ? readonly [Name, OptionsOf<Name>]
    : Entry extends readonly unknown[]
      ? readonly [string | Plugin, unknown?]
      : Entry extends object
        ? Named<Entry>
        : string | Plugin;

/**
 * Types a configuration written in TypeScript or JavaScript; returns it as it is. Options of a plugin are checked by
 * the editor once the plugin is imported (or merely installed and referenced) and declares them in `PluginOptions`.
 */
export function defineConfig<const Entries extends readonly unknown[] = []>(
  config: SiteInput & { readonly plugins?: { readonly [Index in keyof Entries]: CheckedEntry<Entries[Index]> } },
): SiteInput {
  return config;
}
