import type { Snapshot } from '../lifecycle/snapshot.ts';
import { breathe } from '../registry/breathe.ts';
import type { ResolvedNode } from '../registry/types.ts';

interface Made<T> {
  readonly from: string;
  readonly value: T;
}

/**
 * What the nodes of a snapshot come to, each made anew only when its entry is another than last time: after a change of
 * one node among ten thousand the others cost nothing. What is made may depend on the node, on profiles, images, overlays
 * and the site's configuration, but not on other nodes.
 */
export class NodeMemo<T> {
  readonly #make: (node: ResolvedNode, snapshot: Snapshot) => Promise<T>;
  #ground = '';
  #made: ReadonlyMap<string, Made<T>> = new Map();

  constructor(make: (node: ResolvedNode, snapshot: Snapshot) => Promise<T>) {
    this.#make = make;
  }

  /** In the order of their names; other work gets its turn meanwhile. */
  async of(snapshot: Snapshot): Promise<T[]> {
    const { registry } = snapshot;
    const ground = groundOf(snapshot);
    const before = ground === this.#ground ? this.#made : undefined;
    const made = new Map<string, Made<T>>();
    const pause = breathe();
    for (const name of registry.nodeNames) {
      await pause();
      const from = JSON.stringify(registry.rawNode(name));
      const known = before?.get(name);
      const node = known?.from === from ? undefined : registry.node(name);
      if (known !== undefined && node === undefined) made.set(name, known);
      else if (node !== undefined) made.set(name, { from, value: await this.#make(node, snapshot) });
    }
    this.#ground = ground;
    this.#made = made;
    return [...made.values()].map(({ value }) => value);
  }
}

/** All that nodes have in common. */
function groundOf({ site, registry, images, overlays }: Snapshot): string {
  return JSON.stringify([
    site,
    registry.profileNames.map((name) => [name, registry.profile(name)]),
    [...images.values()],
    [...overlays].map(([name, { digest }]) => [name, digest]),
  ]);
}
