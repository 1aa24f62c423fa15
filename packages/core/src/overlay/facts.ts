import type { Snapshot } from '../lifecycle/snapshot.ts';

/** Reads one thing a rendering may depend on besides its node and its overlays, as text that changes when the thing does. */
export type FactReader = (snapshot: Snapshot) => string;

interface Fact {
  readonly read: FactReader;
  readonly found: string;
  /** Of the node alone: of another node it says nothing. */
  readonly own: boolean;
}

/** What was read, and how it was found. What was made from it is still good when all of it reads the same again. */
export class FoundFacts {
  readonly #facts = new Map<string, Fact>();

  get own(): boolean {
    return [...this.#facts.values()].some(({ own }) => own);
  }

  get(key: string): Fact | undefined {
    return this.#facts.get(key);
  }

  add(key: string, fact: Fact): void {
    this.#facts.set(key, fact);
  }

  adopt(other: FoundFacts): void {
    for (const [key, fact] of other.#facts) this.#facts.set(key, fact);
  }

  holdFor(snapshot: Snapshot): boolean {
    for (const { read, found } of this.#facts.values()) if (read(snapshot) !== found) return false;
    return true;
  }
}

/** Takes down what one rendering reads. Readers outlive it: they must not hold on to its snapshot. */
export class Facts {
  readonly snapshot: Snapshot;
  readonly found = new FoundFacts();
  #running: FoundFacts | undefined;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
  }

  /** Notes a dependency; `key` names it, so that it is read once. */
  depend(key: string, read: FactReader, own = false): void {
    const fact = this.found.get(key) ?? { read, found: read(this.snapshot), own };
    this.found.add(key, fact);
    this.#running?.add(key, fact);
  }

  /** What `work` depends on, for itself. */
  during(work: () => void): FoundFacts {
    const found = new FoundFacts();
    this.#running = found;
    try {
      work();
    } finally {
      this.#running = undefined;
    }
    return found;
  }
}
