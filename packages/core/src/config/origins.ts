import type { Where } from '../errors/index.ts';
import { fields, pathText, valueAt } from './path.ts';
import { nameOf, pluginOptionsPath } from './plugin-entry.ts';
import type { RawConfig } from './read-file.ts';
import type { Source } from './source.ts';
import type { SiteConfig } from './types.ts';

/** Where an effective value comes from. */
export type ConfigOrigin =
  | { readonly kind: 'file'; readonly where: Where }
  | { readonly kind: 'default' }
  | { readonly kind: 'plugin-default'; readonly plugin: string };

/** Origin of every effective value by its path, e.g. `networks.cluster.cidr`. Lists count as one value each. */
export type ConfigOrigins = ReadonlyMap<string, ConfigOrigin>;

/** One effective value of the configuration. */
export interface EffectiveValue {
  readonly path: string;
  readonly value: unknown;
  readonly origin: ConfigOrigin;
}

/** Origins of a site's values but for the options of its plugins, whose defaults only the plugins know. */
export function siteOrigins(site: SiteConfig, raw: RawConfig): ConfigOrigins {
  return new Map(values(site).map(([segments]) => [pathText(segments, site), origin(segments, raw)]));
}

/** What `config show` prints of a site: its own values, then every option of the plugins that are loaded. */
export function effectiveValues(
  { site, origins, source }: { readonly site: SiteConfig; readonly origins: ConfigOrigins; readonly source: Source },
  plugins: readonly { readonly name: string; readonly config: unknown; readonly given: unknown }[] = [],
): EffectiveValue[] {
  const own = values(site).map(([segments, value]): EffectiveValue => {
    const path = pathText(segments, site);
    return { path, value, origin: origins.get(path) ?? { kind: 'default' } };
  });
  const options = plugins.flatMap(({ name, config, given }) => {
    const entry = pluginOptionsPath(site.plugins, name);
    return fields(config).map(([segments, value]): EffectiveValue => {
      const path = pathText(['plugins', name, ...segments], { plugins: { [name]: config } });
      const isGiven = segments.length === 0 || valueAt(given, segments) !== undefined;
      const where = source.where(entry === undefined ? ['plugins'] : [...entry, ...segments]);
      return { path, value, origin: isGiven ? { kind: 'file', where } : { kind: 'plugin-default', plugin: name } };
    });
  });
  return plugins.length === 0 ? own : [...own.filter(({ path }) => path !== 'plugins'), ...options];
}

/** `file:line:column`, `default`, or the plugin whose default it is. */
export function originText(origin: ConfigOrigin): string {
  if (origin.kind === 'default') return 'default';
  if (origin.kind === 'plugin-default') return `default of plugin ${origin.plugin}`;
  const { file, line, column } = origin.where;
  return [file ?? 'given in memory', line, column].filter((part) => part !== undefined).join(':');
}

function values(site: SiteConfig): [readonly string[], unknown][] {
  const own = Object.entries(site).filter(([key]) => key !== 'file' && key !== 'plugins');
  return [...fields(Object.fromEntries(own)), [['plugins'], site.plugins.map(nameOf)]];
}

function origin(segments: readonly string[], raw: RawConfig): ConfigOrigin {
  const given = valueAt(raw.value, segments) !== undefined;
  return given ? { kind: 'file', where: raw.source.where(segments) } : { kind: 'default' };
}
