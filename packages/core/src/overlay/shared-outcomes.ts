import { type GoStruct, readPath } from '@muster/gotemplate';
import type { SiteConfig } from '../config/types.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { FoundFacts } from './facts.ts';
import type { Reads } from './reads.ts';
import type { OverlayEntry } from './types.ts';

interface Kept<T> {
  readonly site: SiteConfig;
  readonly values: ReadonlyMap<string, unknown>;
  readonly facts: FoundFacts;
  readonly outcome: T;
}

/** Nodes differ in few of the values that can be compared: a handful of networks, images and clusters. */
const MOST = 8;

/** What templates made that read nothing of a node alone: it is the same for all nodes where what they read is the same. */
export class SharedOutcomes<T> {
  readonly #kept = new WeakMap<OverlayEntry, readonly Kept<T>[]>();

  find(entry: OverlayEntry, data: GoStruct, snapshot: Snapshot): Kept<T> | undefined {
    return this.#kept
      .get(entry)
      ?.find(
        ({ site, values, facts }) =>
          site === snapshot.site &&
          [...values].every(([path, value]) => readPath(data, path) === value) &&
          facts.holdFor(snapshot),
      );
  }

  keep(entry: OverlayEntry, data: GoStruct, snapshot: Snapshot, made: { reads: Reads; facts: FoundFacts; outcome: T }) {
    const { reads, facts, outcome } = made;
    if (reads.own || facts.own) return;
    const values = new Map([...reads.compared].map((path) => [path, readPath(data, path)]));
    const good = (this.#kept.get(entry) ?? []).filter((kept) => kept.facts.holdFor(snapshot));
    this.#kept.set(entry, [{ site: snapshot.site, values, facts, outcome }, ...good].slice(0, MOST));
  }
}
