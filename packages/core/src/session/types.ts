import type { BootRequest } from '../lifecycle/boot-request.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';

/**
 * How far a machine had come when a front door saw it. `firmware`: DHCP by its firmware; `loader`: DHCP by the loader that
 * firmware started (iPXE, also one in a ROM); `script`: it asks for its script or configuration.
 */
export type SightingStep = 'firmware' | 'loader' | 'script';

/** A machine as it is known at that moment: a node's name, or only a MAC for one nobody knows. */
export interface Machine {
  readonly node?: string;
  /** Lower-case with colons. */
  readonly mac?: string;
}

/** What a front door tells when it sees a machine at a step that may begin a boot. */
export interface Sighting extends Machine {
  readonly step: SightingStep;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly address?: string;
  /** Id of its client class, where known. */
  readonly clientClass?: string;
}

/** One boot of one machine, from the first thing seen of it until it is up, or the next boot begins. */
export interface BootSession extends Machine {
  /** Random, URL-safe; names this boot in the timeline, the journal and in tokens. */
  readonly id: string;
  readonly openedAt: number;
  /** What this boot gets, whatever changes meanwhile. */
  readonly snapshot: Snapshot;
  readonly clientClass?: string;
  /** Address the boot token was issued to, and when; absent until then. */
  readonly claimedBy?: string;
  readonly claimedAt?: number;
  /** `up`: the node said so; `ended`: another boot began, or it was given up. */
  readonly state: 'open' | 'up' | 'ended';
}

/** Why a token is not given, or not accepted. */
export interface Refusal {
  /** `SECOND_CLAIM`, `NO_LEASE`, `TOKEN_MISSING`, `TOKEN_MALFORMED`, `TOKEN_EXPIRED`, `TOKEN_OTHER_BOOT`, `TOKEN_OTHER_NODE`, … */
  readonly code: string;
  readonly sentence: string;
  readonly remedy: string;
}

/** The boots of a site: opened by front doors, read by `assign`, tokens and the timeline. Bounded; kept over restarts. */
export interface BootSessions {
  /** Opens a boot where the step begins one; else the boot under way. */
  sight(sighting: Sighting): BootSession;
  /** Latest boot of a machine, by node name or MAC. */
  of(machine: string): BootSession | undefined;
  get(id: string): BootSession | undefined;
  /** Boot token for the machine that asks for its script: issued once per boot, to the address that holds the node's lease. */
  claim(session: BootSession, request: BootRequest): { readonly token: string } | { readonly refused: Refusal };
  /** The boot a token belongs to, when it is one of this node, of its current boot, not expired, and from the same address. */
  check(token: string, request: BootRequest): { readonly session: BootSession } | { readonly refused: Refusal };
  /** The node is up, or its boot is over. */
  close(id: string, state: 'up' | 'ended'): void;
}
