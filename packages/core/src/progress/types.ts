import type { BootStore } from './boots/store.ts';

/** One fact of a machine's boot, as seen by a front door or told by the machine itself. */
export interface ProgressEvent {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly node?: string;
  readonly mac?: string;
  readonly address?: string;
  /** `dhcp`, `boot-file`, `script`, `kernel`, `initramfs`, `image`, `system`, `runtime`, `init`, `up`, or a plugin's own. */
  readonly stage: string;
  readonly outcome: 'started' | 'done' | 'failed';
  /** Plugin, or `core`. */
  readonly by: string;
  readonly bytes?: number;
  readonly ms?: number;
  readonly detail?: string;
  /** Boot session it belongs to; filled in by the timeline from the machine's session where left out. */
  readonly boot?: string;
  /** With `started`: bytes the transfer will have. */
  readonly total?: number;
  /** SHA-256 of what was sent, lower-case hex, where it is a blob. */
  readonly digest?: string;
  /** Id of the client class, where the front door knows it; `unknown` for firmware that boots but is of no known class. */
  readonly clientClass?: string;
  /** Stable identifier of what went wrong, e.g. that of a MusterError or of a refused token. */
  readonly code?: string;
  /** Somebody else than the node did it in its name, at `address`: no stage of the node's boot, but a remark beside it. */
  readonly stranger?: boolean;
  /** Number of the snapshot the boot is pinned to; the timeline adds it to the first event of a boot. */
  readonly snapshot?: number;
}

/** How far a running transfer is. Told often, kept nowhere but in the boot's record. */
export interface TransferProgress {
  readonly time: number;
  readonly node?: string;
  readonly mac?: string;
  readonly stage: string;
  /** Bytes of the whole body that are sent. */
  readonly bytes: number;
}

/** Boots as they happen. Bounded: the newest events per machine are kept, for the machines heard of last. */
export interface Timeline {
  record(event: ProgressEvent): void;
  /** A transfer that an event `started` told of has moved on, or has not. */
  advance(progress: TransferProgress): void;
  /** Newest last. `who` is a node name or a MAC. */
  of(who: string): readonly ProgressEvent[];
  /** Node and MAC last seen together with this IPv4 address; undefined when it never was. */
  holderOf(address: string): { readonly node?: string; readonly mac?: string } | undefined;
  /** Calls `listener` for every new event until the returned function is called. */
  subscribe(listener: (event: ProgressEvent) => void): () => void;
  /** What the events add up to: a record per boot. */
  readonly boots: BootStore;
}
