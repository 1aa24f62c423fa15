import { checkSite, type FindOptions, type LoadedSite } from '../config/index.ts';
import { locatePluginError } from '../config/locate-plugin-error.ts';
import { type LoadedPlugin, loadPlugins } from '../plugin/load.ts';

/** What is wrong with a configuration; nothing when `problems` is empty. */
export interface ConfigCheck {
  readonly file: string;
  /** Undefined when the file itself cannot be used. */
  readonly loaded: LoadedSite | undefined;
  /** In the order of their taps; empty when one of them cannot be used. */
  readonly plugins: readonly LoadedPlugin[];
  readonly problems: readonly unknown[];
}

/** Checks the configuration file, then that its plugins are found, fit this Muster and take their options. */
export async function checkConfig(options: FindOptions, installation?: string): Promise<ConfigCheck> {
  const { file, loaded, problems } = await checkSite(options);
  if (loaded === undefined) return { file, loaded, plugins: [], problems };
  try {
    const folders = installation === undefined ? [loaded.folder] : [loaded.folder, installation];
    const { plugins, pluginTimeout } = loaded.site;
    return { file, loaded, plugins: await loadPlugins(plugins, folders, pluginTimeout), problems };
  } catch (error) {
    return { file, loaded, plugins: [], problems: [locatePluginError(error, loaded)] };
  }
}
