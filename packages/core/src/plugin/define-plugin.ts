import type { Static, TSchema } from 'typebox';
import type { PluginContext, PluginDefinition } from './types.ts';

/** Version of the plugin API; plugins declare a semver range of it. */
export const PLUGIN_API = '1.0.0';

const BRAND = Symbol.for('muster.plugin');

/** A value made by {@link definePlugin}. */
export type Plugin<Config = unknown> = PluginDefinition<Config> & { readonly [BRAND]: true };

type TypedDefinition<S extends TSchema> = Omit<PluginDefinition, 'configSchema' | 'apply'> & {
  readonly configSchema: S;
  apply(context: PluginContext<Static<S>>): void | Promise<void>;
};

/** Declares a plugin. Options are typed by `configSchema` when it is a TypeBox schema. */
export function definePlugin<S extends TSchema>(definition: TypedDefinition<S>): Plugin<Static<S>>;
export function definePlugin(definition: Omit<PluginDefinition, 'configSchema'>): Plugin;
export function definePlugin(definition: PluginDefinition): Plugin {
  return Object.freeze({ ...definition, [BRAND]: true as const });
}

/** True for a value made by definePlugin of any copy of core. */
export function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}
