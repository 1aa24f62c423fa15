import { pluginErrors } from '../errors/index.ts';

interface Orderable {
  readonly name: string;
  readonly before?: readonly string[];
  readonly after?: readonly string[];
}

/** Stable topological order by `before` and `after`; names that are not loaded do not matter. Throws PLUGIN_ORDER_CYCLE. */
export function orderPlugins<P extends Orderable>(plugins: readonly P[]): P[] {
  const earlier = predecessors(plugins);
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const ordered: P[] = [];
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    if (done.has(name)) return;
    const start = trail.indexOf(name);
    if (start >= 0) throw pluginErrors.orderCycle([...trail.slice(start), name].reverse());
    for (const previous of earlier.get(name) ?? []) visit(previous, [...trail, name]);
    done.add(name);
    const plugin = byName.get(name);
    if (plugin !== undefined) ordered.push(plugin);
  };
  for (const plugin of plugins) visit(plugin.name, []);
  return ordered;
}

function predecessors(plugins: readonly Orderable[]): ReadonlyMap<string, readonly string[]> {
  const earlier = new Map<string, string[]>(plugins.map((plugin) => [plugin.name, []]));
  for (const plugin of plugins) {
    for (const name of plugin.after ?? []) if (earlier.has(name)) earlier.get(plugin.name)?.push(name);
    for (const name of plugin.before ?? []) earlier.get(name)?.push(plugin.name);
  }
  return earlier;
}
