import path from 'node:path';
import { configErrors } from '../errors/config.ts';
import type { MusterError } from '../errors/index.ts';
import { isPlugin } from '../plugin/define-plugin.ts';
import { checkDiscovery } from './check-discovery.ts';
import { checkNetworks } from './check-networks.ts';
import { stateFolder } from './places.ts';
import type { RawConfig } from './read-file.ts';
import { type ParsedSite, siteSchema } from './schema.ts';
import { networkAddresses, usualSpelling } from './network-addresses.ts';
import type { DiscoveryRule, NetworkConfig, PluginEntry, SiteConfig } from './types.ts';
import { compileSchema } from './validate.ts';

/** A configuration after all checks: usable, or the list of what is wrong with it. */
export type ParseResult = { readonly site: SiteConfig } | { readonly problems: readonly MusterError[] };

const validateSite = compileSchema(siteSchema);

/** Validates, fills defaults in and makes paths absolute from `folder`. Plugin options are checked with their plugin. */
export function parseSite(raw: RawConfig, folder: string): ParseResult {
  const { source } = raw;
  const result = validateSite(namePlugins(raw.value));
  if ('problems' in result) {
    return { problems: result.problems.map((p) => configErrors.invalid(source.where(p.segments), p.sentence)) };
  }
  const parsed = result.value as ParsedSite;
  // Optional keys of the schema's type are never present with the value undefined: JSON has no undefined.
  const networks = parsed.networks as Readonly<Record<string, NetworkConfig>>;
  const rules = parsed.discovery.rules as readonly DiscoveryRule[];
  const problems = [...checkNetworks(networks, source), ...checkDiscovery(rules, networks, source)];
  if (problems.length > 0) return { problems };
  return { site: finish(parsed, usualSpelling(networks), givenPlugins(raw.value), source.file, folder) };
}

function finish(
  parsed: ParsedSite,
  networks: SiteConfig['networks'],
  plugins: readonly PluginEntry[],
  file: string | undefined,
  folder: string,
): SiteConfig {
  const { http, paths, boot, discovery, cluster, pluginTimeout } = parsed;
  return Object.freeze({
    file,
    networks,
    http: {
      port: http.port,
      listen: http.listen ?? [...new Set([...networkAddresses(networks), '127.0.0.1'])],
      ...(http.url === undefined ? {} : { url: http.url }),
    },
    paths: {
      registry: path.resolve(folder, paths.registry ?? 'registry'),
      state: stateFolder(file, folder, paths.state),
      overlays: path.resolve(folder, paths.overlays ?? 'overlays'),
    },
    boot: { ...boot },
    discovery,
    ...(cluster === undefined ? {} : { cluster }),
    pluginTimeout,
    plugins,
  });
}

function givenPlugins(value: unknown): readonly PluginEntry[] {
  return (value as { plugins?: readonly PluginEntry[] }).plugins ?? [];
}

/** Plugin values (of JS and TS configurations) stand for their names while the schema is checked. */
function namePlugins(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { plugins } = value as { plugins?: unknown };
  if (!Array.isArray(plugins)) return value;
  const named = (entry: unknown): unknown => (isPlugin(entry) ? entry.name : entry);
  return {
    ...value,
    plugins: plugins.map((entry: unknown) => (Array.isArray(entry) ? entry.map(named) : named(entry))),
  };
}
