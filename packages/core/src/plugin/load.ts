import { pathToFileURL } from 'node:url';
import semver from 'semver';
import type { PluginEntry } from '../config/types.ts';
import { validateWithSchema } from '../config/validate.ts';
import { isMusterError, pluginErrors } from '../errors/index.ts';
import { isPlugin, PLUGIN_API, type Plugin } from './define-plugin.ts';
import { normalizeEntry } from './entries.ts';
import { orderPlugins } from './order.ts';
import { resolvePlugin } from './resolve.ts';
import { withTimeout } from './with-timeout.ts';

/** A plugin that passed every check before its apply(). */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  readonly name: string;
  /** Options with defaults filled in. */
  readonly config: unknown;
  /** Options as the site wrote them. */
  readonly given: unknown;
  /** File it was imported from; undefined when the value itself was given. */
  readonly file: string | undefined;
}

/** Milliseconds that importing a plugin's module may take. */
const IMPORT_TIMEOUT_MS = 30_000;

/**
 * Finds, imports and checks the plugins of a configuration, in the order their taps will run. `folders`: where names
 * are resolved from, the configuration's folder first, then the installation.
 */
export async function loadPlugins(
  entries: readonly PluginEntry[],
  folders: readonly string[],
  timeoutMs: number = IMPORT_TIMEOUT_MS,
): Promise<readonly LoadedPlugin[]> {
  const loaded: (LoadedPlugin & { before?: readonly string[]; after?: readonly string[] })[] = [];
  const names = new Set<string>();
  for (const entry of entries) {
    const { wanted, options } = normalizeEntry(entry);
    const { value, file, label } = await obtain(wanted, folders, timeoutMs);
    const plugin = checkShape(value, label);
    if (!semver.satisfies(PLUGIN_API, plugin.api, { includePrerelease: true })) {
      throw pluginErrors.apiMismatch(plugin.name, plugin.api, PLUGIN_API);
    }
    if (names.has(plugin.name)) throw pluginErrors.duplicate(plugin.name);
    names.add(plugin.name);
    loaded.push({
      plugin,
      name: plugin.name,
      config: checkOptions(plugin, options),
      given: options,
      file,
      ...(plugin.before === undefined ? {} : { before: plugin.before }),
      ...(plugin.after === undefined ? {} : { after: plugin.after }),
    });
  }
  return orderPlugins(loaded);
}

async function obtain(wanted: string | object, folders: readonly string[], timeoutMs: number) {
  if (typeof wanted !== 'string') return { value: wanted, file: undefined, label: 'the value in the configuration' };
  const file = resolvePlugin(wanted, folders);
  try {
    const limits = { plugin: wanted, hook: 'its import', timeoutMs };
    return { value: await withTimeout(importDefault(file), limits), file, label: wanted };
  } catch (error) {
    if (isMusterError(error)) throw error;
    throw pluginErrors.loadFailed(wanted, file, error);
  }
}

/** TypeScript goes through jiti: Node 20 cannot import it by itself. */
async function importDefault(file: string): Promise<unknown> {
  if (/\.[cm]?ts$/.test(file)) {
    const { createJiti } = await import('jiti');
    return createJiti(pathToFileURL(file).href).import(file, { default: true });
  }
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown };
  return module.default;
}

function checkShape(value: unknown, label: string): Plugin {
  if (!isPlugin(value)) throw pluginErrors.invalid(label, 'its default export was not made by definePlugin()');
  if (!/^[a-z][a-z0-9-]*$/.test(value.name)) {
    throw pluginErrors.invalid(
      label,
      `its name ${JSON.stringify(value.name)} is not lower-case letters, digits and dashes`,
    );
  }
  if (semver.valid(value.version) === null)
    throw pluginErrors.invalid(value.name, `its version "${value.version}" is not a semver version`);
  if (semver.validRange(value.api) === null)
    throw pluginErrors.invalid(value.name, `its api "${value.api}" is not a semver range`);
  if (typeof value.apply !== 'function') throw pluginErrors.invalid(value.name, 'it has no apply function');
  return value;
}

function checkOptions(plugin: Plugin, options: unknown): unknown {
  if (plugin.configSchema === undefined) {
    if (options === undefined || options === null) return {};
    throw pluginErrors.configInvalid(plugin.name, '', 'this plugin takes no options');
  }
  const result = validateWithSchema(plugin.configSchema, options ?? {});
  if ('problems' in result) {
    const [first] = result.problems;
    const rest = result.problems.length > 1 ? ` (and ${result.problems.length - 1} more)` : '';
    throw pluginErrors.configInvalid(plugin.name, first?.path ?? '', `${first?.sentence ?? 'invalid'}${rest}`);
  }
  return result.value;
}
