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

type Facts = Omit<SessionRecord, 'snapshot'> & { readonly booted: SessionRecord['snapshot'] };

/** One boot, as the table holds it. Others see it as a {@link BootSession}: always as it is at the moment, and read only. */
export class Session implements BootSession {
  readonly id: string;
  readonly openedAt: number;
  node?: string;
  mac?: string;
  seenAt: number;
  clientClass?: string;
  scriptAt?: number;
  claimedBy?: string;
  claimedAt?: number;
  expiresAt?: number;
  usedAt?: number;
  state: BootSession['state'];
  booted: SessionRecord['snapshot'];
  #pin: Snapshot | undefined;
  readonly #current: () => Snapshot;

  constructor({ id, openedAt, seenAt, state, snapshot, ...facts }: SessionRecord, current: () => Snapshot) {
    this.id = id;
    this.openedAt = openedAt;
    this.seenAt = seenAt;
    this.state = state;
    this.booted = snapshot;
    this.#current = current;
    Object.assign(this, facts);
  }

  get record(): SessionRecord {
    // Own fields alone: what is fixed at the moment is not kept.
    const { booted: snapshot, ...facts } = { ...(this as Facts) };
    return { ...facts, snapshot };
  }

  /** The snapshot is held only while the boot is under way: old ones are large. */
  set pin(snapshot: Snapshot | undefined) {
    this.#pin = snapshot;
  }

  get pinned(): boolean {
    return this.#pin !== undefined;
  }

  get snapshot(): Snapshot {
    return this.#pin ?? this.#current();
  }

  get snapshotNumber(): number {
    return this.booted.number;
  }
}
