import { type LoadedPlugin, loadPlugins, type SchemaPlugin } from '@muster/core';
import { installation, standardPlugins } from './installation.ts';

/** The standard plugins and those a site has besides them, as far as their options are concerned. */
export async function installedPlugins(
  folder: string,
  ofSite: readonly LoadedPlugin[] = [],
): Promise<readonly SchemaPlugin[]> {
  const names = ofSite.map(({ name }) => name);
  const standard = await loadPlugins(
    standardPlugins.filter((name) => !names.includes(name)),
    [folder, installation],
  );
  return [...standard, ...ofSite].map(({ plugin }) => plugin);
}
