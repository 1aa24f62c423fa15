import { pluginErrors } from '../errors/index.ts';
import type { Contribution } from './types.ts';

type Key = keyof Contribution;
type Item<K extends Key> = NonNullable<Contribution[K]> extends readonly (infer T)[] ? T : never;

/** Everything contributed so far, each piece with the plugin it came from. */
export class Contributions {
  readonly #all: { readonly plugin: string; readonly contribution: Contribution }[] = [];

  readonly #loaders: string[] = [];

  #identifies = false;

  /** Refuses commands, routes, files and node fields that another contribution has under the same name. */
  add(plugin: string, contribution: Contribution): void {
    for (const [what, name] of names(contribution)) {
      const other = this.#all.find((known) => names(known.contribution).some(([w, n]) => w === what && n === name));
      if (other !== undefined) throw pluginErrors.contributionClash(plugin, `${what} "${name}"`, other.plugin);
    }
    this.#all.push({ plugin, contribution });
    for (const { loader, identifies } of contribution.provides ?? []) {
      if (loader !== undefined) this.#loaders.push(loader);
      this.#identifies ||= identifies === true;
    }
  }

  /** Whether URLs of boot files name the machine that asks. */
  identifies(): boolean {
    return this.#identifies;
  }

  /** Loaders whose scripts a plugin renders, the default one first. */
  loaders(): readonly string[] {
    return this.#loaders;
  }

  /** All items of one list, with their plugin. */
  of<K extends Exclude<Key, 'nodeFields'>>(key: K): { readonly plugin: string; readonly item: Item<K> }[] {
    return this.#all.flatMap(({ plugin, contribution }) =>
      ((contribution[key] ?? []) as readonly Item<K>[]).map((item) => ({ plugin, item })),
    );
  }

  /** Items alone. */
  items<K extends Exclude<Key, 'nodeFields'>>(key: K): Item<K>[] {
    return this.of(key).map(({ item }) => item);
  }

  /** Registry fields by name. */
  nodeFields(): NonNullable<Contribution['nodeFields']> {
    return Object.assign({}, ...this.#all.map(({ contribution }) => contribution.nodeFields ?? {})) as NonNullable<
      Contribution['nodeFields']
    >;
  }
}

function names(contribution: Contribution): readonly (readonly [string, string])[] {
  return [
    ...(contribution.commands ?? []).map((command) => ['command', command.name] as const),
    ...(contribution.routes ?? []).map(
      (route) => ['route', `${(route.transports ?? ['*']).join('+')} ${route.path}`] as const,
    ),
    ...(contribution.files ?? []).map((file) => ['file', file.path] as const),
    ...(contribution.roots ?? []).map((root) => ['root', root.name] as const),
    ...Object.keys(contribution.nodeFields ?? {}).map((field) => ['node field', field] as const),
  ];
}
