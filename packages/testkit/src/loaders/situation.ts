import type { BootProblem, PayloadPart } from '@muster/core';
import type { LoaderEvent } from './event.ts';
import type { MachineFacts } from './machine.ts';

/** What a node boots in a situation; what is left out is as the sample node has it. */
export interface Payload {
  readonly kernel?: PayloadPart;
  /** A last initrd, `session`, comes from core. */
  readonly initrds?: readonly PayloadPart[];
  readonly args?: readonly string[];
  readonly deploy?: readonly PayloadPart[];
  readonly problems?: readonly BootProblem[];
}

/** Where a boot is, for situations that change while it goes on. */
export interface Progress {
  /** Scripts of this machine that the server was asked for, the one at hand included. */
  readonly asked: number;
  /** Times the kernel was fetched. */
  readonly kernels: number;
  /** Seconds since power-on that the machine paused. */
  readonly seconds: number;
}

/** A boot to look at. All functions are called at every request. */
export interface Situation {
  readonly payload?: Payload | ((at: Progress) => Payload);
  /** Nobody answers. */
  readonly away?: (at: Progress) => boolean;
  /** The part with this name (`kernel`, or an initrd's) cannot be fetched. */
  readonly missing?: (name: string, at: Progress) => boolean;
  /** The kernel does not start though all was fetched. */
  readonly refusesStart?: (at: Progress) => boolean;
  /** Nobody knows the machine; from the time on that this gives true, it is the sample node. */
  readonly accepted?: (at: Progress) => boolean;
  /** DHCP does not answer. */
  readonly noAddress?: (at: Progress) => boolean;
  /** Another machine has the node's boot. */
  readonly refused?: boolean;
  /** Name of the node; `n01` unless given. */
  readonly node?: string;
  /** Further fields of the node. */
  readonly fields?: Readonly<Record<string, unknown>> & { readonly boot?: Readonly<Record<string, unknown>> };
  readonly facts?: Partial<MachineFacts>;
  /** What somebody at the machine takes of a menu. */
  readonly choose?: (entries: readonly string[]) => string | undefined;
  /** When to stop looking, besides when the machine boots; after 12 rounds of scripts unless given. */
  readonly until?: (events: readonly LoaderEvent[]) => boolean;
}
