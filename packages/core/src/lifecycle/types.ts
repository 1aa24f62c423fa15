import type { ClientClass } from '@muster/wire';
import type { UnknownAnswer } from '../discovery/types.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { Refusal } from '../session/types.ts';
import type { BootRequest } from './boot-request.ts';
import type { BootSpec } from './boot-spec.ts';
import type { Snapshot } from './snapshot.ts';

/** Who a request comes from, and how well that is proven. */
export interface Identity {
  readonly node: string;
  /** What it was recognised by: `mac`, `uuid`, `asset-tag`, `address`, or a plugin's own word. */
  readonly by: string;
  /** Proofs at hand, e.g. `lease` (the source address holds this MAC's lease) or `asset-key`. */
  readonly proofs: readonly string[];
}

/** What a request resolves to: the node and what it boots. */
export interface Assignment {
  readonly identity: Identity;
  readonly node: ResolvedNode;
  readonly spec: BootSpec;
  readonly snapshot: Snapshot;
  /** For the node's menu: the same payload in the other number of stages; absent without a menu, and where that cannot boot. */
  readonly other?: BootSpec;
  /** Boot token in the paths of `spec`; a loader adds it (`token=`) to the address it asks for its script again by. */
  readonly token?: string;
  /** The request is in the node's name, and not the node's: nothing of it belongs into the record of the node's boot. */
  readonly stranger?: true;
  /**
   * The machine waited as an unknown one and is at another address than its node's: its loader is to get an address anew and
   * to ask again. `spec` says no more than that.
   */
  readonly moves?: true;
  /** Why this machine does not get the node's boot; `spec` then says no more than that. */
  readonly refused?: Refusal;
}

/** Told of every tap that returned something: who, in which hook, what it was given (undefined for hooks that make), and what it made of it. */
export type Trace = (plugin: string, hook: string, before: unknown, after: unknown) => void;

export interface DiscoverContext {
  readonly snapshot: Snapshot;
}

export interface AssignContext {
  readonly node: ResolvedNode;
  readonly request: BootRequest;
  readonly snapshot: Snapshot;
  /** For explanations; absent on the wire. */
  readonly trace?: Trace;
}

/** Context every render request carries. */
export interface RenderRequest {
  readonly request: BootRequest;
  readonly snapshot: Snapshot;
  /** Absent for a machine nobody knows. */
  readonly assignment?: Assignment;
  /** For explanations; absent on the wire. */
  readonly trace?: Trace;
}

/** Asks a loader what file this class of firmware is told to fetch. */
export interface BootFileRequest extends RenderRequest {
  readonly clientClass: ClientClass;
  /** Loader chosen for the node, or the site's default for unknown machines. */
  readonly loader: string;
  /** Base URL of the HTTP server as this client reaches it, without trailing slash: `http://10.0.0.1:9873`. */
  readonly baseUrl: string;
  /** Address of the TFTP server as this client reaches it. */
  readonly nextServer: string;
  /** For machines whose firmware starts signed programs only; without it the node of the assignment tells. */
  readonly secureBoot?: boolean;
}

/** Boot file of DHCP: BOOTP `file` field and option 67, BOOTP `siaddr`. */
export interface BootFile {
  /** TFTP path, or an absolute URL. */
  readonly file: string;
  /** Further DHCP options this loader wants in the same answer, raw, by code (e.g. 175 for iPXE). */
  readonly options?: ReadonlyMap<number, Uint8Array>;
  /** The file is an EFI program with a signature. Machines with Secure Boot on are offered no other. */
  readonly signed?: boolean;
  /** Which file that is and why it was chosen, for explanations, e.g. `shim and GRUB of image rocky9`. */
  readonly reason?: string;
}

/** What decides which boot files a machine is offered: DHCP servers that cannot ask for each machine have a set for each. */
export interface LoaderChoice {
  readonly loader: string;
  readonly secureBoot: boolean;
}

/** Asks for the text a loader reads for one machine. */
export interface ScriptRequest extends RenderRequest {
  /** What a machine nobody knows is told, when there is no assignment. */
  readonly unknown?: UnknownAnswer;
  readonly baseUrl: string;
  readonly nextServer: string;
}

/** Asks a DHCP server in process what it would answer; nothing is committed. */
export interface DhcpOfferRequest extends RenderRequest {
  /** The DISCOVER, as a UDP payload. */
  readonly packet: Uint8Array;
}

/** A rendered text or binary file. */
export interface RenderedFile {
  readonly contentType: string;
  readonly text: string;
}

/** Asks for a whole configuration file of an external daemon. */
export interface DaemonConfigRequest {
  readonly snapshot: Snapshot;
}

/**
 * Kinds of artifact: the request that asks for one, and what is made. Plugins add kinds by declaration merging:
 * `declare module '@muster/core' { interface ArtifactKinds { 'my-kind': { request: …; artifact: … } } }`.
 */
export interface ArtifactKinds {
  'dhcp-offer': { request: DhcpOfferRequest; artifact: { readonly packet: Uint8Array } };
  'boot-file': { request: BootFileRequest; artifact: BootFile };
  'ipxe-script': { request: ScriptRequest; artifact: RenderedFile };
  'grub-config': { request: ScriptRequest; artifact: RenderedFile };
  'dhcpd-conf': { request: DaemonConfigRequest; artifact: RenderedFile };
}

/** Something changed: a new snapshot is current, or a lease was taken or given up. */
export interface Change {
  readonly kind: 'snapshot' | 'lease';
  readonly snapshot: Snapshot;
  /** Snapshot before this one, when `kind` is `snapshot`. */
  readonly previous?: Snapshot;
  /** Nodes concerned, where known. */
  readonly nodes?: readonly string[];
}

/** A tap of `refresh` that failed; the others ran all the same. */
export interface RefreshFailure {
  readonly plugin: string;
  readonly error: unknown;
}
