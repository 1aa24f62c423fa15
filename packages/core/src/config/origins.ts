import type { Where } from '../errors/index.ts';
import { fields, pathText, valueAt } from './path.ts';
import type { RawConfig } from './read-file.ts';
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

/** What `config show` prints of a site: plugins by name, then every option of the loaded ones. */
export function effectiveValues(
  site: SiteConfig,
  origins: ConfigOrigins,
  plugins: readonly { readonly name: string; readonly config: unknown; readonly given: unknown }[] = [],
): EffectiveValue[] {
  const own = values(site).map(([segments, value]) => {
    const path = pathText(segments, site);
    return { path, value, origin: origins.get(path) ?? { kind: 'default' as const } };
  });
  const listed: ConfigOrigin = origins.get('plugins') ?? { kind: 'default' };
  const options = plugins.flatMap(({ name, config, given }) =>
    fields(config).flatMap(([segments, value]): EffectiveValue[] => {
      const path = `plugins.${name}${segments.length === 0 ? '' : `.${pathText(segments, config)}`}`;
      const isGiven = segments.length === 0 || valueAt(given, segments) !== undefined;
      return [{ path, value, origin: isGiven ? listed : { kind: 'plugin-default', plugin: name } }];
    }),
  );
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
  return [...fields(Object.fromEntries(own)), [['plugins'], site.plugins.map(entryName)]];
}

function entryName(entry: SiteConfig['plugins'][number]): string {
  const wanted: unknown = Array.isArray(entry) ? entry[0] : entry;
  if (typeof wanted === 'string') return wanted;
  const { name } = wanted as { name?: unknown };
  return typeof name === 'string' ? name : (Object.keys(wanted as object)[0] ?? '');
}

function origin(segments: readonly string[], raw: RawConfig): ConfigOrigin {
  const given = valueAt(raw.value, segments) !== undefined;
  return given ? { kind: 'file', where: raw.source.where(segments) } : { kind: 'default' };
}
