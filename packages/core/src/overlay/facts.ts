import type { Snapshot } from '../lifecycle/snapshot.ts';

/** Reads one thing a rendering may depend on besides its node and its overlays, as text that changes when the thing does. */
export type FactReader = (snapshot: Snapshot) => string;

/** What one rendering read, and how it found it. A kept archive is still good when all facts read the same again. */
export class Facts {
  readonly #readers = new Map<string, { readonly read: FactReader; readonly found: string }>();
  readonly #snapshot: Snapshot;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
  }

  /** Notes a dependency; `key` names it, so that it is read once. */
  depend(key: string, read: FactReader): void {
    if (!this.#readers.has(key)) this.#readers.set(key, { read, found: read(this.#snapshot) });
  }

  holdFor(snapshot: Snapshot): boolean {
    for (const { read, found } of this.#readers.values()) if (read(snapshot) !== found) return false;
    return true;
  }
}
