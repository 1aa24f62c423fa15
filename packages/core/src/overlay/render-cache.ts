import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Facts } from './facts.ts';
import type { RenderedOverlay } from './types.ts';

interface Kept {
  readonly rendered: RenderedOverlay;
  readonly facts: Facts;
  readonly size: number;
}

/** Rendered archives, least recently used go first. They hold secrets: memory is the only place they are kept in. */
export class RenderCache {
  readonly #limit: number;
  readonly #kept = new Map<string, Kept>();
  #size = 0;

  /** `limit` in bytes, counted as twice the archive: it, and its entries and compressed form. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What was kept under this key, if everything it was made from is still the same. */
  get(key: string, snapshot: Snapshot): RenderedOverlay | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#drop(key, kept);
    if (!kept.facts.holdFor(snapshot)) return undefined;
    this.#add(key, kept);
    return kept.rendered;
  }

  set(key: string, rendered: RenderedOverlay, facts: Facts): void {
    const size = 2 * rendered.archive.length;
    const before = this.#kept.get(key);
    if (before !== undefined) this.#drop(key, before);
    if (size > this.#limit) return;
    this.#add(key, { rendered, facts, size });
    for (const [oldest, kept] of this.#kept) {
      if (this.#size <= this.#limit) break;
      this.#drop(oldest, kept);
    }
  }

  #add(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    this.#size += kept.size;
  }

  #drop(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#size -= kept.size;
  }
}
