import type { BootRequest } from '../lifecycle/boot-request.ts';
import type { MachineFacts } from '../discovery/types.ts';
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
  /** False when it came from an address that is not this machine's: it then says nothing about the machine's boot. */
  readonly proven?: boolean;
  /** What is known of a machine that is no node; `introduced`: by its loader, which tells all it knows. */
  readonly about?: MachineFacts & { readonly introduced?: boolean };
}

/** One boot of one machine, from the first thing seen of it until it is up, or the next boot begins. A live value. */
export interface BootSession extends Machine {
  /** Random, 16 hexadecimal digits; names this boot in the timeline, the journal and in tokens. */
  readonly id: string;
  readonly openedAt: number;
  /**
   * What this boot gets. Fixed when its script is rendered; until then, and once the boot is over, the current one. What
   * removes blobs has to keep the digests of every snapshot held here.
   */
  readonly snapshot: Snapshot;
  /** Number of the snapshot it boots or booted. */
  readonly snapshotNumber: number;
  /** True while `snapshot` is fixed. */
  readonly pinned: boolean;
  readonly clientClass?: string;
  /** When its script was first asked for. */
  readonly scriptAt?: number;
  /** Address its script was given to, and when; absent until then. */
  readonly claimedBy?: string;
  readonly claimedAt?: number;
  /** When its boot token runs out; its snapshot is fixed until then. */
  readonly expiresAt?: number;
  /** When something that needs proof was first fetched with its token. */
  readonly usedAt?: number;
  /** When the machine was seen last. */
  readonly seenAt: number;
  /** `up`: the node said so; `ended`: another boot began, or it was given up. */
  readonly state: 'open' | 'up' | 'ended';
}

/**
 * What a machine has to prove before it gets what holds secrets. `open`: nothing. `address`: it asks from the address that
 * holds the node's lease, or that the registry gives the node. `token`: it has the token of this boot, which is given once,
 * to that address. `asset-key`: as `token`, given only with the node's asset key.
 */
export type ProofLevel = 'open' | 'address' | 'token' | 'asset-key';

/** Why a token is not given, or not accepted. */
export interface Refusal {
  /**
   * `SECOND_CLAIM`, `NO_LEASE`, `ASSET_KEY_MISSING`, `PORT_UNPRIVILEGED`, `TOKEN_MISSING`, `TOKEN_MALFORMED`, `TOKEN_EXPIRED`,
   * `TOKEN_OTHER_BOOT`, `TOKEN_OTHER_NODE`, `TOKEN_OTHER_ADDRESS`, `TOKEN_OTHER_USE`.
   */
  readonly code: string;
  /** For the log and the timeline; machines are not told. */
  readonly sentence: string;
  readonly remedy: string;
}

/** `boot`: short-lived, for what a boot fetches. `run`: as long as this boot is the node's latest, for a running node. */
export type TokenRole = 'boot' | 'run';

/** What a claim is judged by. */
export interface ClaimTerms {
  readonly level: ProofLevel;
  /** Proofs `discover` found: `lease`, `address`, `asset-key`. */
  readonly proofs: readonly string[];
  /** What the script is rendered from. */
  readonly snapshot: Snapshot;
}

/** What tells whether a request in a node's name is the node's. */
export interface StrangerTerms extends Pick<ClaimTerms, 'level' | 'proofs'> {
  /** Whether the registry gives the node an address. */
  readonly registered: boolean;
}

/** A claim that was granted; without a token where the level needs none. */
export interface Granted {
  readonly token?: string;
}

/** The boots of a site: opened by front doors, read by `assign`, tokens and the timeline. Bounded; kept over restarts. */
export interface BootSessions {
  /** Opens a boot where the step begins one; else the boot under way. */
  sight(sighting: Sighting): BootSession;
  /** Latest boot of a machine, by node name or MAC. */
  of(machine: string): BootSession | undefined;
  /** The boot whose snapshot the node's requests are answered from: claimed, under way and not too old. */
  pinnedOf(node: string): BootSession | undefined;
  get(id: string): BootSession | undefined;
  /**
   * The machine that asks for its script gets its boot token, and the boot its snapshot: once per boot. Asking again from
   * the same address is a retry as long as nothing was fetched with the token, or when it is shown again.
   */
  claim(
    session: BootSession,
    request: BootRequest,
    terms: ClaimTerms,
  ): { readonly granted: Granted } | { readonly refused: Refusal };
  /**
   * The boot that the token in `request.token` belongs to, when it is one of this node, of the boot that last claimed one,
   * not expired, and from the same address. A boot that only opened takes nothing from the one before: anybody can send a
   * DISCOVER. `roles`: accepted kinds, default `boot` only.
   */
  check(
    request: BootRequest,
    node: string,
    roles?: readonly TokenRole[],
  ): { readonly session: BootSession } | { readonly refused: Refusal };
  /** As `check`, for a first look: a valid token is not counted as used. */
  peek(request: BootRequest, node: string): BootSession | undefined;
  /**
   * True for a request in the node's name from an address that is known not to be the node's: it holds neither its lease, nor
   * the registry's address, nor its claim, though one of them is known or is given here. What such a machine does tells
   * nothing of the node. False where nothing has to be proven.
   */
  isStranger(request: BootRequest, node: string, terms: StrangerTerms): boolean;
  /** Token of a running node of this boot. */
  runToken(session: BootSession): string;
  /** The node is up, or its boot is over. */
  close(id: string, state: 'up' | 'ended'): void;
  /** Reads the journal and writes it from now on. Until then nothing is read or written. */
  open(): Promise<void>;
  /** Ends writing. */
  end(): Promise<void>;
}

/** Who knows which machine holds an address: DHCP servers in process. */
export interface LeaseSource {
  /** Whether machines with this IPv4 address get it from this server. */
  serves(address: string): boolean;
  /** MAC of the machine that holds it at `time` (milliseconds since the epoch). */
  holder(address: string, time: number): string | undefined;
}

/** All lease sources of the server. */
export interface LeaseBook extends LeaseSource {
  /** Asks `source` from now on, until the returned function is called. */
  add(source: LeaseSource): () => void;
}
