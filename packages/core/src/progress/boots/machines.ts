import { RecentMap } from '../recent-map.ts';
import type { ProgressEvent } from '../types.ts';
import type { Boot } from './boot.ts';

/** A machine as far as it was heard of. */
export interface Machine {
  readonly key: string;
  /** Bytes of memory it told of. */
  memory?: number;
  /** Newest last. */
  readonly events: ProgressEvent[];
  readonly boots: Boot[];
}

/** Bounds of what is held in memory. */
export interface TimelineLimits {
  /** Events kept per machine; default 24. */
  readonly perMachine?: number;
  /** Boots kept per machine; default 3. */
  readonly boots?: number;
  /** Nodes remembered; default 100,000. */
  readonly nodes?: number;
  /** Machines remembered that are no node: a scanner that invents MACs pushes out its like only. Default 2,000. */
  readonly strangers?: number;
}

const EVENTS = 24;
const BOOTS = 3;
const NODES = 100_000;
const STRANGERS = 2000;

/** Machines by node name, and apart from them, those that are no node by MAC. */
export class Machines {
  readonly #nodes: RecentMap<Machine>;
  readonly #strangers: RecentMap<Machine>;
  /** Node by MAC. */
  readonly #names: RecentMap<string>;
  readonly #holders: RecentMap<{ readonly node?: string; readonly mac?: string }>;
  readonly #strangeHolders: RecentMap<{ readonly mac?: string }>;
  readonly #events: number;
  readonly #boots: number;

  constructor(limits: TimelineLimits, forgotten: (machine: Machine) => void) {
    const nodes = limits.nodes ?? NODES;
    const strangers = limits.strangers ?? STRANGERS;
    this.#nodes = new RecentMap(nodes, forgotten);
    this.#strangers = new RecentMap(strangers, forgotten);
    this.#names = new RecentMap(nodes * 2);
    this.#holders = new RecentMap(nodes * 2);
    this.#strangeHolders = new RecentMap(strangers);
    this.#events = limits.perMachine ?? EVENTS;
    this.#boots = limits.boots ?? BOOTS;
  }

  /** By node name or MAC. */
  find(who: string): Machine | undefined {
    return this.#nodes.get(who) ?? this.#nodes.get(this.#names.get(who) ?? '') ?? this.#strangers.get(who);
  }

  /** The machine an event is of, made when it is new; undefined when the event names none. */
  of({ node, mac, address }: Pick<ProgressEvent, 'node' | 'mac' | 'address'>): Machine | undefined {
    if (address !== undefined && (node !== undefined || mac !== undefined)) this.#hold(address, node, mac);
    if (node !== undefined) {
      if (mac !== undefined && this.#names.get(mac) !== node) this.#names.set(mac, node);
      const machine = this.#nodes.get(node) ?? this.#adopt(node, mac);
      this.#nodes.set(node, machine);
      return machine;
    }
    if (mac === undefined) return undefined;
    const machine = this.#strangers.get(mac) ?? { key: mac, events: [], boots: [] };
    this.#strangers.set(mac, machine);
    return machine;
  }

  holderOf(address: string): { readonly node?: string; readonly mac?: string } | undefined {
    return this.#holders.get(address) ?? this.#strangeHolders.get(address);
  }

  keep(machine: Machine, event: ProgressEvent): void {
    machine.events.push(event);
    if (machine.events.length > this.#events) machine.events.shift();
  }

  /** Adds a boot as the newest; returns those there is no room for any more. */
  open(machine: Machine, boot: Boot): readonly Boot[] {
    machine.boots.push(boot);
    return machine.boots.length > this.#boots ? machine.boots.splice(0, machine.boots.length - this.#boots) : [];
  }

  *all(): Generator<Machine> {
    yield* this.#nodes.values();
    yield* this.#strangers.values();
  }

  /** A machine that was no node yet brings what was heard of it. */
  #adopt(node: string, mac: string | undefined): Machine {
    const stranger = mac === undefined ? undefined : this.#strangers.delete(mac);
    return { key: node, events: stranger?.events ?? [], boots: stranger?.boots ?? [] };
  }

  #hold(address: string, node: string | undefined, mac: string | undefined): void {
    const known: { node?: string; mac?: string } | undefined = (
      node === undefined ? this.#strangeHolders : this.#holders
    ).get(address);
    if (known !== undefined && known.node === node && known.mac === mac) return;
    const holder: { node?: string; mac?: string } = {};
    if (node !== undefined) holder.node = node;
    if (mac !== undefined) holder.mac = mac;
    if (node === undefined) {
      // An address that changed hands: what was said of the node before is over.
      this.#holders.delete(address);
      this.#strangeHolders.set(address, holder);
    } else this.#holders.set(address, holder);
  }
}
