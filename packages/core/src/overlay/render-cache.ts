import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { PackedOverlay } from './archive.ts';
import type { FoundFacts } from './facts.ts';
import type { Segment } from './segment.ts';

interface Kept {
  readonly rendered: PackedOverlay;
  readonly facts: FoundFacts;
}

/** What an archive takes besides its octets: its key, its entries, the facts. */
const FRAME = 2048;

/** Rendered archives, least recently used go first. They hold secrets: memory is the only place they are kept in. */
export class RenderCache {
  readonly #limit: number;
  readonly #kept = new Map<string, Kept>();
  /** In how many of the kept archives each segment is. */
  readonly #uses = new Map<Segment, number>();
  #size = 0;

  /** `limit` in bytes. What several archives share counts once. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What was kept under this key, if everything it was made from is still the same. */
  get(key: string, snapshot: Snapshot): PackedOverlay | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    if (!kept.facts.holdFor(snapshot)) {
      this.#drop(key, kept);
      return undefined;
    }
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.rendered;
  }

  set(key: string, rendered: PackedOverlay, facts: FoundFacts): void {
    const before = this.#kept.get(key);
    if (before !== undefined) this.#drop(key, before);
    this.#add(key, { rendered, facts });
    for (const [oldest, kept] of this.#kept) {
      if (this.#size <= this.#limit) break;
      this.#drop(oldest, kept);
    }
  }

  #add(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    this.#size += FRAME;
    for (const segment of kept.rendered.segments) {
      const uses = this.#uses.get(segment) ?? 0;
      if (uses === 0) this.#size += sizeOf(segment);
      this.#uses.set(segment, uses + 1);
    }
  }

  #drop(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#size -= FRAME;
    for (const segment of kept.rendered.segments) {
      const uses = (this.#uses.get(segment) ?? 1) - 1;
      if (uses > 0) this.#uses.set(segment, uses);
      else {
        this.#uses.delete(segment);
        this.#size -= sizeOf(segment);
      }
    }
  }
}

/** As if compressing gained nothing: it may be done at any time. */
function sizeOf({ bytes }: Segment): number {
  return 2 * bytes.length;
}
