export { Contributions } from './contributions.ts';
export { definePlugin, isPlugin, PLUGIN_API, type Plugin } from './define-plugin.ts';
export { type LoadedPlugin, loadPlugins } from './load.ts';
export type * from './types.ts';
