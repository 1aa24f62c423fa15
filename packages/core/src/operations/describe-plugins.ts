import { checkClasses, checkNodes } from '../lifecycle/composition.ts';
import type { Provisioner } from '../lifecycle/provisioner.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Provision } from '../plugin/types.ts';

/** A tap of a plugin, with its times when it was called; milliseconds. */
export interface PluginTap {
  readonly hook: string;
  readonly calls: number;
  readonly meanMs: number | undefined;
  readonly maxMs: number | undefined;
}

/** A configured plugin. */
export interface PluginDescription {
  readonly name: string;
  readonly version: string;
  /** Range of the plugin API it is made for. */
  readonly api: string;
  readonly summary: string | undefined;
  /** File it was loaded from; undefined when the configuration holds its value. */
  readonly from: string | undefined;
  /** 1-based place in the order of taps. */
  readonly order: number;
  readonly provides: readonly Provision[];
  readonly commands: readonly string[];
  readonly taps: readonly PluginTap[];
}

/** The configured plugins in the order of their taps. */
export function describePlugins({ plugins, contributions, timings }: Provisioner): PluginDescription[] {
  const of = <Item>(items: readonly { plugin: string; item: Item }[], name: string): Item[] =>
    items.flatMap(({ plugin, item }) => (plugin === name ? [item] : []));
  return plugins.map(({ plugin, name, file }, index) => ({
    name,
    version: plugin.version,
    api: plugin.api,
    summary: plugin.summary,
    from: file,
    order: index + 1,
    provides: of(contributions.of('provides'), name),
    commands: of(contributions.of('commands'), name).map((command) => command.name),
    taps: timings
      .filter((timing) => timing.plugin === name)
      .map(({ hook, calls, totalMs, maxMs }) => ({
        hook,
        calls,
        meanMs: calls === 0 ? undefined : totalMs / calls,
        maxMs: calls === 0 ? undefined : maxMs,
      })),
  }));
}

/** Goes the way of every client class and every node once, so that taps have times. */
export async function exercisePlugins(provisioner: Provisioner, snapshot: Snapshot): Promise<void> {
  await checkClasses(provisioner, snapshot);
  await checkNodes(provisioner, snapshot);
}
