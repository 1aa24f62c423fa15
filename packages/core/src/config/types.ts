import type { Plugin } from '../plugin/define-plugin.ts';
import type { DhcpOptionSettings } from '../net/dhcp-options.ts';
import type { ProofLevel } from '../session/types.ts';

/** One provisioning network. Addresses are dotted-quad text. */
export interface NetworkConfig {
  /** `10.0.0.0/22`. */
  readonly cidr: string;
  /** Interface of this machine on that network; informational where the address decides. */
  readonly interface?: string;
  /** This server's address there; for a network behind a relay agent, its address on another network. */
  readonly address: string;
  /** `first-last` of addresses for machines without a fixed one. */
  readonly pool?: string;
  /** Default gateway for nodes (option 3). */
  readonly gateway?: string;
  readonly dns?: readonly string[];
  readonly domain?: string;
  readonly mtu?: number;
  /** Further DHCP options of everyone on the network. */
  readonly dhcpOptions?: DhcpOptionSettings;
  /** Where the site's own TFTP server is, when it is not `address`. */
  readonly nextServer?: string;
  /** May overlap another network or share its interface. */
  readonly shared?: boolean;
}

/**
 * Options of plugins by short name, as a site writes them. Plugins add theirs by declaration merging:
 * `declare module '@muster/core' { interface PluginOptions { ipxe: { script?: string } } }`.
 */
export interface PluginOptions {
  /** What a plugin given by path takes is known to nobody before it is loaded. */
  [path: `./${string}`]: unknown;
}

/** An entry of `plugins`: a name or path, the same with options, or the plugin value itself (JS and TS only). */
export type PluginEntry = string | readonly [string | object, unknown?] | Readonly<Record<string, unknown>> | Plugin;

/** The site's configuration after validation, defaults filled in, paths absolute. */
export interface SiteConfig {
  /** Configuration file this came from; undefined when built in memory. */
  readonly file: string | undefined;
  readonly networks: Readonly<Record<string, NetworkConfig>>;
  readonly http: {
    /** Default 9873. */
    readonly port: number;
    /** Addresses to listen on; default: each network's address and 127.0.0.1. */
    readonly listen: readonly string[];
    /** Base URL nodes use instead of `http://ADDRESS:PORT`, e.g. a cache in front. */
    readonly url?: string;
  };
  readonly paths: {
    /** Folder of `*.yaml` files holding profiles and nodes. */
    readonly registry: string;
    /** Images, blobs, keys, leases. */
    readonly state: string;
    /** Site overlays; they hide distribution overlays of the same name. */
    readonly overlays: string;
  };
  readonly boot: {
    /** Default loader; undefined: the first one a plugin provides. */
    readonly loader?: string;
    readonly stages: 'single' | 'two' | 'auto';
    /** Longest wait for a stage of a boot (`stall`: for bytes to move), e.g. `{ init: '5m' }`; else learnt. */
    readonly expect?: Readonly<Record<string, string>>;
    /** Of nodes that say nothing else. Default `token`. */
    readonly proof: ProofLevel;
    /** Life of a boot token, seconds; default 3600. */
    readonly tokenSeconds: number;
    /** Silence after which a script begins a new boot where no DHCP is served here, seconds; default 120. */
    readonly idleSeconds: number;
  };
  /** Cluster name for templates. */
  readonly cluster?: string;
  /** Time a plugin has for apply() and for each tap, ms. */
  readonly pluginTimeout: number;
  readonly plugins: readonly PluginEntry[];
}
