import type { Where } from '../errors/index.ts';
import type { DhcpOptionSettings } from '../net/dhcp-options.ts';
import type { ProofLevel } from '../session/types.ts';

/** A network device of a node. */
export interface NetworkDevice {
  /** Kernel device name wanted, e.g. `eth0`. */
  readonly device?: string;
  /** `ethernet` (default), `infiniband`, `bond`, `vlan`. */
  readonly type?: string;
  /** Lower-case with colons. */
  readonly hwaddr?: string;
  /** `10.0.0.5/22`; the prefix length is filled from the network of the configuration when left out. */
  readonly address?: string;
  /** `fd00:1::5/64`, in the form of RFC 5952; the prefix length likewise. */
  readonly address6?: string;
  readonly gateway?: string;
  readonly mtu?: number;
  readonly onboot?: boolean;
  readonly dns?: readonly string[];
  readonly domain?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A node with its profiles merged in. Lists and maps are never undefined. */
export interface ResolvedNode {
  readonly name: string;
  /** Expanded, in merge order. */
  readonly profiles: readonly string[];
  readonly comment?: string;
  readonly cluster?: string;
  readonly image?: string;
  readonly kernel: { readonly version?: string; readonly args: readonly string[] };
  readonly boot: {
    readonly loader?: string;
    readonly stages?: 'single' | 'two' | 'auto';
    /** What its loader starts: the image from the network (default), or what is on the machine's own disk. */
    readonly from?: 'network' | 'disk';
    /** Seconds its loader shows a menu; 0 or absent: none; -1: until somebody chooses. */
    readonly timeout?: number;
    readonly root?: string;
    /** What it has to prove, where that is not the site's level. */
    readonly proof?: ProofLevel;
    /** Serve Warewulf's clients, which carry no token: their address, a privileged port and the asset key stand for it. */
    readonly compat?: 'warewulf';
  };
  /** Program the root's /init executes at last; default /sbin/init. */
  readonly init?: string;
  /** What the machine has: `memory` such as `16GiB`, `secureBoot` when its firmware enforces signatures. */
  readonly hardware: { readonly memory?: string; readonly secureBoot?: boolean };
  readonly systemOverlays: readonly string[];
  readonly runtimeOverlays: readonly string[];
  readonly networkDevices: Readonly<Record<string, NetworkDevice>>;
  /** Name of the primary device, when there is any device. */
  readonly primaryNetwork?: string;
  /** May become that of an unknown machine, as long as its primary device has no `hwaddr`. */
  readonly discoverable?: boolean;
  readonly uuid?: string;
  readonly assetTag?: string;
  readonly assetKey?: string;
  /** Further DHCP options, over those of its network; undefined when there are none. */
  readonly dhcpOptions?: DhcpOptionSettings;
  readonly tags: Readonly<Record<string, string>>;
  /** Fields contributed by plugins (contribute({ nodeFields })), by field name. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Where one merged value came from: `layer` is `node`, or a profile's name; several for lists fed by several. */
export interface Origin {
  readonly layers: readonly string[];
  readonly where: Where;
  /** Of a list: each of its items, in order. */
  readonly items?: readonly ItemOrigin[];
}

/** Where one item of a list came from. */
export interface ItemOrigin {
  readonly value: unknown;
  readonly layer: string;
  readonly where: Where;
}

/** An address of one network device as the registry has it, IPv4 or IPv6, with a prefix length where one is given. */
export interface DeviceAddress {
  readonly device: string;
  readonly address: string;
  /** Whether the node boots from this device. */
  readonly primary: boolean;
}

/** Read side of the registry at one moment; immutable. Merged nodes are made on first use and kept. */
export interface RegistryView {
  /** Hash of the content. */
  readonly id: string;
  readonly nodeNames: readonly string[];
  readonly profileNames: readonly string[];
  node(name: string): ResolvedNode | undefined;
  /** A node's addresses alone, merged but not kept: for what goes through all nodes. */
  addresses(name: string): readonly DeviceAddress[];
  /** Origins by dotted field path, e.g. `kernel.args`, `networkDevices.default.address`. */
  origins(name: string): ReadonlyMap<string, Origin>;
  /** The profile as written (unmerged). Not to be changed: copy it for an edit. */
  profile(name: string): Readonly<Record<string, unknown>> | undefined;
  /** The node's own entries as written (unmerged; sets and its own entry laid over each other, MAC addresses and UUIDs in their usual spelling). */
  rawNode(name: string): Readonly<Record<string, unknown>> | undefined;
  byMac(mac: string): string | undefined;
  byUuid(uuid: string): string | undefined;
  byAssetTag(tag: string): string | undefined;
  /** By IPv4 or IPv6 address of a network device, without prefix length. */
  byAddress(address: string): string | undefined;
}

/** What an edit does to one profile or node: the new raw body, or undefined to delete it. */
export interface RegistryEdit {
  readonly kind: 'profile' | 'node';
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** A registry file: its name within the registry's folder, and its text. */
export interface RegistryText {
  readonly name: string;
  readonly text: string;
}

/** Hides where the registry lives, so that a database can stand in for files. */
export interface RegistryStore {
  /** Reads everything; throws a MusterError (file, line, column) when a source is broken. */
  load(): Promise<RegistryView>;
  /** Applies edits together or not at all; refuses when the content is no longer `expectedId`. */
  apply(edits: readonly RegistryEdit[], expectedId?: string): Promise<RegistryView>;
  /** What the registry would be after these edits; nothing is written. Throws what `apply` throws. */
  preview(edits: readonly RegistryEdit[]): Promise<RegistryView>;
  /** The texts behind a view, by its id; undefined when the sources have changed since. */
  texts(id: string): Promise<readonly RegistryText[] | undefined>;
  /** A view of other texts, checked like the registry's own. */
  viewOf(texts: readonly RegistryText[]): Promise<RegistryView>;
  /** Makes these texts the whole registry, together or not at all; refuses when the content is no longer `expectedId`, where given. */
  replace(texts: readonly RegistryText[], expectedId?: string): Promise<RegistryView>;
  /** Calls back after the sources changed from outside, until the returned function is called. */
  watch(listener: () => void): Promise<() => Promise<void>>;
  /** What was found good last, for a start with broken sources; undefined when nothing was kept. */
  loadLastGood?(): Promise<RegistryView | undefined>;
  /** Ends watching and pending work. */
  close?(): Promise<void>;
}
