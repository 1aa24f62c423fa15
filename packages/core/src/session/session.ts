import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { BootSession } from './types.ts';

/** What the journal keeps of a boot. */
export interface SessionRecord {
  readonly id: string;
  readonly node?: string;
  readonly mac?: string;
  readonly openedAt: number;
  readonly seenAt: number;
  readonly clientClass?: string;
  readonly scriptAt?: number;
  readonly claimedBy?: string;
  readonly claimedAt?: number;
  /** When its boot token runs out. */
  readonly expiresAt?: number;
  readonly usedAt?: number;
  readonly state: BootSession['state'];
  /** What it booted; of a boot without a claim, what was current when it opened. */
  readonly snapshot: { readonly id: string; readonly number: number };
}

/** One boot, as the table holds it. */
export class Session {
  #record: SessionRecord;
  #pin: Snapshot | undefined;
  #view: BootSession | undefined;
  readonly #current: () => Snapshot;

  constructor(record: SessionRecord, current: () => Snapshot) {
    this.#record = record;
    this.#current = current;
  }

  get record(): SessionRecord {
    return this.#record;
  }

  /** Changes facts; undefined ones are left alone. */
  set(changes: Partial<SessionRecord>): void {
    this.#record = { ...this.#record, ...changes };
    this.#view = undefined;
  }

  /** The snapshot is held only while the boot is under way: old ones are large. */
  set pin(snapshot: Snapshot | undefined) {
    this.#pin = snapshot;
    this.#view = undefined;
  }

  get pinned(): boolean {
    return this.#pin !== undefined;
  }

  /** As others see it, at this moment. */
  get view(): BootSession {
    if (this.#view !== undefined) return this.#view;
    const { snapshot: booted, ...facts } = this.#record;
    const pin = this.#pin;
    const current = this.#current;
    this.#view = Object.freeze({
      ...facts,
      snapshotNumber: booted.number,
      pinned: pin !== undefined,
      get snapshot() {
        return pin ?? current();
      },
    });
    return this.#view;
  }
}
