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
}

/** Boots as they happen. Bounded: the newest events per machine are kept, for the machines heard of last. */
export interface Timeline {
  record(event: ProgressEvent): void;
  /** Newest last. `who` is a node name or a MAC. */
  of(who: string): readonly ProgressEvent[];
  /** Node and MAC last seen together with this IPv4 address; undefined when it never was. */
  holderOf(address: string): { readonly node?: string; readonly mac?: string } | undefined;
  /** Calls `listener` for every new event until the returned function is called. */
  subscribe(listener: (event: ProgressEvent) => void): () => void;
}
