import { randomBytes } from 'node:crypto';
import { copyOf } from '../../registry/plain-copy.ts';
import type { BootSession } from '../../session/types.ts';
import { AFTER_BOOT, BEGINNINGS } from '../stages.ts';
import type { ProgressEvent, TransferProgress } from '../types.ts';
import { applyEvent, applyProgress, applyRemark, type Boot, hasPayload, newBoot, troubleOf } from './boot.ts';
import { type Machine, Machines, type TimelineLimits } from './machines.ts';

export interface BootStoreOptions extends TimelineLimits {
  /** Latest boot session of a machine, by node name or MAC. */
  readonly sessionOf?: (machine: string) => Pick<BootSession, 'id' | 'snapshotNumber' | 'clientClass'> | undefined;
}

/** What the event that opens a boot tells besides. */
type Opened = Pick<ProgressEvent, 'snapshot' | 'clientClass'>;

/** `DHCP done, memory 2048 MB`: what init says of the machine. */
const MEMORY = /\bmemory (\d{1,9}) MB\b/;

/** Events added up: a record per boot, the last few boots per machine, found by machine and by id. */
export class BootStore {
  readonly machines: Machines;
  readonly #byId = new Map<string, Boot>();
  readonly #open = new Set<Boot>();
  readonly #listeners = new Set<(boot: Boot) => void>();
  readonly #sessionOf: NonNullable<BootStoreOptions['sessionOf']>;

  constructor(options: BootStoreOptions = {}) {
    this.machines = new Machines(options, ({ boots }) => {
      for (const boot of boots) this.#forget(boot);
    });
    this.#sessionOf = options.sessionOf ?? (() => undefined);
  }

  /** Takes an event in; gives it as it is to be kept: with the boot it belongs to, and the snapshot when it opened it. */
  record(event: ProgressEvent): ProgressEvent {
    if (event.stranger === true) return this.#remark(event);
    const machine = this.machines.of(event);
    if (machine === undefined) return event;
    const found = this.#bootOf(machine, event);
    const kept = found === undefined ? event : keptEvent(event, found.boot, found.opened);
    this.machines.keep(machine, kept);
    if (found === undefined || event.stage === AFTER_BOOT) return kept;
    const memory = MEMORY.exec(event.by === 'node' ? (event.detail ?? '') : '');
    if (memory !== null) machine.memory = Number(memory[1]) * 1e6;
    applyEvent(found.boot, kept);
    if (found.boot.up !== undefined || found.boot.delivered) this.#open.delete(found.boot);
    this.changed(found.boot);
    return kept;
  }

  advance(progress: TransferProgress): void {
    const who = progress.node ?? progress.mac;
    const boot = who === undefined ? undefined : this.latest(who);
    if (boot !== undefined && applyProgress(boot, progress)) this.changed(boot);
  }

  /** A boot known from before; it does not replace one that is known already. */
  restore(boot: Boot): void {
    const machine = this.machines.of(boot);
    if (machine === undefined || this.#byId.has(boot.id)) return;
    machine.boots.push(boot);
    machine.boots.sort((a, b) => a.opened - b.opened);
    this.#byId.set(boot.id, boot);
    if (boot.up === undefined && boot.ended === undefined) this.#open.add(boot);
  }

  get(id: string): Boot | undefined {
    return this.#byId.get(id);
  }

  /** Oldest first; by node name or MAC. */
  of(who: string): readonly Boot[] {
    return this.machines.find(who)?.boots ?? [];
  }

  latest(who: string): Boot | undefined {
    return this.machines.find(who)?.boots.at(-1);
  }

  /** Latest boot of every machine that has one. */
  *all(): Generator<Boot> {
    for (const machine of this.machines.all()) {
      const boot = machine.boots.at(-1);
      if (boot !== undefined) yield boot;
    }
  }

  /** Boots that are neither up nor over. */
  open(): ReadonlySet<Boot> {
    return this.#open;
  }

  /** Nothing more is expected of it. */
  rest(boot: Boot): void {
    this.#open.delete(boot);
  }

  changed(boot: Boot): void {
    for (const listener of this.#listeners) listener(boot);
  }

  /** Calls back after a boot changed, until the returned function is called. Listeners must not throw. */
  onChange(listener: (boot: Boot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What a stranger does in a node's name opens no boot, changes none, and does not make its address the node's. */
  #remark(event: ProgressEvent): ProgressEvent {
    const boot = event.boot === undefined ? this.latest(event.node ?? '') : this.#byId.get(event.boot);
    if (boot === undefined) return event;
    if (event.outcome === 'failed') {
      applyRemark(boot, event);
      this.changed(boot);
    }
    return { ...event, boot: boot.id };
  }

  #bootOf(machine: Machine, event: ProgressEvent): { boot: Boot; opened?: Opened } | undefined {
    const latest = machine.boots.at(-1);
    if (event.stage === AFTER_BOOT) return latest === undefined ? undefined : { boot: latest };
    const session = event.boot === undefined ? this.#sessionOf(machine.key) : undefined;
    const id = event.boot ?? session?.id;
    if (id === undefined) {
      if (latest !== undefined && !beginsAnother(latest, event)) return { boot: latest };
      if (latest === undefined && event.stage === 'dhcp' && event.clientClass === undefined) return undefined;
    } else {
      const known = this.#byId.get(id);
      if (known !== undefined) {
        if (known.up === undefined && known.ended === undefined) this.#open.add(known);
        return { boot: known };
      }
    }
    const opened = {
      ...(session === undefined ? {} : { snapshot: session.snapshotNumber }),
      ...(session?.clientClass === undefined ? {} : { clientClass: session.clientClass }),
    };
    return { boot: this.#begin(machine, id ?? randomBytes(9).toString('base64url'), event), opened };
  }

  #begin(machine: Machine, id: string, event: ProgressEvent): Boot {
    const before = machine.boots.at(-1);
    const unfinished = before !== undefined && before.up === undefined && before.delivered === undefined;
    if (before !== undefined && before.up === undefined) {
      before.ended = event.time;
      this.#open.delete(before);
    }
    const boot = newBoot(id, event.time - (event.ms ?? 0), unfinished ? before.attempt + 1 : 1);
    for (const old of this.machines.open(machine, boot)) this.#forget(old);
    this.#byId.set(id, boot);
    this.#open.add(boot);
    return boot;
  }

  #forget(boot: Boot): void {
    this.#byId.delete(boot.id);
    this.#open.delete(boot);
  }
}

/** The event as it is kept, for thousands of machines: copied with {@link copyOf}, and with the texts that its boot has already. */
function keptEvent(event: ProgressEvent, { id, mac, address }: Boot, opened: Opened | undefined): ProgressEvent {
  const kept: Record<string, unknown> = copyOf(event as unknown as Record<string, unknown>);
  if (mac !== undefined && mac === event.mac) kept.mac = mac;
  if (address !== undefined && address === event.address) kept.address = address;
  kept.boot = id;
  return Object.assign(kept, opened) as unknown as ProgressEvent;
}

/** Without sessions: true when this event can only be of a boot after `latest`. */
function beginsAnother(latest: Boot, { stage, clientClass, outcome }: ProgressEvent): boolean {
  if (!BEGINNINGS.has(stage) || (stage === 'dhcp' && clientClass === undefined) || outcome === 'failed') return false;
  if (latest.up !== undefined || latest.ended !== undefined) return true;
  // A loader whose download failed asks for its script again.
  return hasPayload(latest) && (stage !== 'script' || troubleOf(latest) === undefined);
}
