import type { TSchema } from 'typebox';
import type { Agents } from '../agent/types.ts';
import type { BlobStore } from '../artifact/types.ts';
import type { Completes } from '../complete/types.ts';
import type { SiteConfig } from '../config/types.ts';
import type { EfiPrograms } from '../efi/index.ts';
import type { Capability } from '../host/capabilities.ts';
import type { ImageStore, RootType } from '../image/types.ts';
import type { Keystore } from '../keystore/types.ts';
import type { UnknownMachines } from '../discovery/types.ts';
import type { Hooks, Lifecycle } from '../lifecycle/hooks.ts';
import type { Listener } from '../lifecycle/provisioner.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { ArtifactKinds, RenderedFile, ScriptRequest } from '../lifecycle/types.ts';
import type { OverlayService } from '../overlay/types.ts';
import type { Timeline } from '../progress/types.ts';
import type { RegistryStore } from '../registry/types.ts';
import type { Route, ServedFile } from '../route/types.ts';
import type { BootSessions, LeaseBook } from '../session/types.ts';

/** Structured log, one line a call; a subset of pino's. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a plugin may use besides hooks. */
export interface Services {
  readonly registry: RegistryStore;
  readonly images: ImageStore;
  readonly blobs: BlobStore;
  readonly overlays: OverlayService;
  readonly keys: Keystore;
  readonly timeline: Timeline;
  readonly sessions: BootSessions;
  /** Machines that no node is; fed by `sessions.sight`. */
  readonly unknownMachines: UnknownMachines;
  /** Agents of running nodes. */
  readonly agents: Agents;
  /** DHCP servers in process tell it who holds which address. */
  readonly leases: LeaseBook;
  /** Who signed boot files and kernels. */
  readonly programs: EfiPrograms;
}

/** A positional argument or option of a contributed command. */
export interface CommandArgument {
  /** commander syntax: `<node>`, `[file]`, `<words...>`. */
  readonly syntax: string;
  readonly summary: string;
  /** What shells complete it to. */
  readonly completes?: Completes | undefined;
}
export interface CommandOption {
  /** commander syntax: `--force`, `--port <number>`. */
  readonly flags: string;
  readonly summary: string;
  /** What shells complete its value to. */
  readonly completes?: Completes | undefined;
  readonly default?: string | boolean | number;
}

/** What a contributed command gets. Rows are printed in the format the user chose. */
export interface CommandRun {
  readonly args: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly services: Services;
  readonly site: SiteConfig;
  /** The current snapshot, read when first asked for. */
  readonly snapshot: () => Promise<Snapshot>;
  /** A lifecycle over the current snapshot, without listeners. */
  readonly lifecycle: Lifecycle;
  /** Prints plain text. */
  readonly print: (text: string) => void;
  /** Prints records in the chosen output format. */
  readonly table: (rows: readonly Readonly<Record<string, unknown>>[]) => void;
  /** Progress of long work. */
  readonly progress: (step: string, done?: number, total?: number) => void;
}

/** A subcommand: `muster NAME…`; `name` may hold spaces (`dhcp render`). */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly CommandArgument[];
  readonly options?: readonly CommandOption[];
  /** Whole command lines, for the help. */
  readonly examples?: readonly string[];
  run(run: CommandRun): Promise<void>;
}

/** Result of a check of `muster doctor` and `serve --check`. */
export interface CheckResult {
  /** `error`: something that keeps the server from doing what it is configured for. */
  readonly level: 'ok' | 'note' | 'warning' | 'error';
  readonly sentence: string;
  /** What to do about it, for everything that is not `ok`. */
  readonly remedy?: string;
}

/** What a check may look at besides its plugin's own. */
export interface CheckContext {
  /** The site's server, when one runs beside the check: what it holds is not taken. */
  readonly server?: { readonly pid: number; readonly listeners: readonly Listener[] };
  /** What is on disk; undefined when it cannot be read, which is a finding of its own. */
  readonly snapshot: Snapshot | undefined;
  /** Aborted when the check's time (`pluginTimeout`, at least 10 s) is over: sockets and programs are to be closed then. */
  readonly signal: AbortSignal;
}

/** Looks at the machine the server runs on, and changes nothing. */
export interface Check {
  readonly name: string;
  run(context: CheckContext): Promise<readonly CheckResult[]>;
}

/** A port a plugin opens while it serves: checked for other holders, missing capabilities, and firewalls. */
export interface Listening {
  /** As in `listening` of the serve context: `dhcp`, `tftp`. */
  readonly what: string;
  readonly protocol: 'udp' | 'tcp';
  readonly port: number;
  /** Local addresses; `0.0.0.0` for all. */
  readonly addresses: readonly string[];
  /**
   * Opened with SO_REUSEADDR, so that another program that does so too starts beside it without a word. `meant`: there may be
   * one, as beside a ProxyDHCP server.
   */
  readonly shared?: boolean | 'meant';
  /** Packets come by a packet socket (dhcpd, Kea), which firewalls do not reach. */
  readonly raw?: boolean;
  /** Capabilities the program needs besides CAP_NET_BIND_SERVICE for ports below 1024. */
  readonly capabilities?: readonly Capability[];
}

/**
 * Steps of a boot that somebody has to provide. `address`: DHCP addresses; `boot-file`: telling firmware what to
 * fetch; `tftp`: files over TFTP; `http`: routes over HTTP; `script`: what the loader reads.
 */
export type BootStep = 'address' | 'boot-file' | 'tftp' | 'http' | 'script';

/** Artifact kinds that are made from a {@link ScriptRequest} into a file, plugins' own among them. */
export type ScriptKind = {
  [K in keyof ArtifactKinds]: ArtifactKinds[K] extends { request: ScriptRequest; artifact: RenderedFile } ? K : never;
}[keyof ArtifactKinds];

/** Says that this plugin takes part in a step of a boot. */
export interface Provision {
  readonly step: BootStep;
  /** For `script`: the loader's name. */
  readonly loader?: string;
  /** For `script`: the artifact kind that is its script or configuration. */
  readonly kind?: ScriptKind;
  /** Client class ids served; default all. */
  readonly classes?: readonly string[];
  /** For `boot-file` and `address`: what it answers to UEFI HTTP Boot is a URL that names the machine, `/boot/MAC/…`. */
  readonly identifies?: boolean;
}

/** Everything a plugin may bring besides hook taps. Lists are appended over several calls. */
export interface Contribution {
  readonly commands?: readonly Command[];
  readonly routes?: readonly Route[];
  readonly files?: readonly ServedFile[];
  /** Absolute folders holding overlays (`NAME/rootfs/…`). */
  readonly overlayDirs?: readonly string[];
  readonly checks?: readonly Check[];
  /** Ports it opens while it serves. */
  readonly listens?: readonly Listening[];
  /** Registry fields by name, as JSON Schema; their merged values are in `ResolvedNode.extra`. */
  readonly nodeFields?: Readonly<Record<string, TSchema>>;
  /** Types of root that its first stage makes: words of `boot.root`. */
  readonly roots?: readonly RootType[];
  /** Timeline stages beyond the known ones, in order. */
  readonly stages?: readonly string[];
  readonly provides?: readonly Provision[];
  /** Steps this plugin needs somebody (here or on site) to provide, with the reason. */
  readonly needs?: readonly { readonly step: BootStep; readonly why: string }[];
}

export interface PluginContext<Config = unknown> {
  readonly plugin: string;
  /** Options after validation, defaults filled in. */
  readonly config: Config;
  readonly site: SiteConfig;
  readonly log: Logger;
  readonly hooks: Hooks;
  readonly lifecycle: Lifecycle;
  readonly services: Services;
  /** The current snapshot. */
  readonly snapshot: () => Snapshot;
  readonly contribute: (contribution: Contribution) => void;
  /** Runs when the provisioner closes, last registered first. */
  readonly onClose: (close: () => void | Promise<void>) => void;
}

export interface PluginDefinition<Config = unknown> {
  /** Short name, also used in `before` and `after`: lower-case letters, digits, dashes. */
  readonly name: string;
  readonly version: string;
  /** semver range of the plugin API, e.g. `^1.0.0`. */
  readonly api: string;
  readonly summary?: string;
  /** JSON Schema (TypeBox value or plain object) of the options. */
  readonly configSchema?: TSchema;
  /** Plugins whose taps come after, respectively before, this one's. Absent ones do not matter. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  apply(context: PluginContext<Config>): void | Promise<void>;
}
