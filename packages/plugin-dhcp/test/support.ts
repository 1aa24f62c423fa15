import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BootSessions,
  createBootSessions,
  createLeaseBook,
  type DhcpOptionSettings,
  type Logger,
  type NetworkConfig,
  type NetworkDevice,
  type ProgressEvent,
  type ResolvedNode,
  type SiteConfig,
  type Snapshot,
} from '@muster/core';
import {
  BOOTREQUEST,
  type DhcpMessage,
  decodeDhcp,
  encodeDhcp,
  formatIPv4,
  macToBytes,
  OPTIONS,
  parseIPv4,
  writeOption,
} from '@muster/wire';
import Value from 'typebox/value';
import type { BootLifecycle } from '../src/engine/boot-file.ts';
import { DhcpEngine, type EngineParts } from '../src/engine/engine.ts';
import type { Arrival } from '../src/engine/exchange.ts';
import { LeaseStore } from '../src/lease/lease-store.ts';
import { networksOf } from '../src/network.ts';
import { DhcpOptions } from '../src/options.ts';

export const SERVER = '10.0.0.1';
export const KNOWN_MAC = '52:54:00:00:00:01';
export const STRANGER_MAC = '52:54:00:00:00:99';

export const NETWORKS: Readonly<Record<string, NetworkConfig>> = {
  cluster: {
    cidr: '10.0.0.0/24',
    address: SERVER,
    pool: '10.0.0.100-10.0.0.199',
    gateway: '10.0.0.254',
    dns: ['10.0.0.1'],
    domain: 'cluster.test',
    mtu: 9000,
  },
  ipmi: { cidr: '10.1.0.0/24', address: '10.1.0.1', pool: '10.1.0.100-10.1.0.109' },
};

export interface NodeFacts {
  readonly devices: Readonly<Record<string, Partial<NetworkDevice>>>;
  readonly uuid?: string;
  readonly dhcpOptions?: DhcpOptionSettings;
}

export const NODES: Readonly<Record<string, NodeFacts>> = {
  n1: { devices: { default: { hwaddr: KNOWN_MAC, address: '10.0.0.11/24' } } },
};

/** A snapshot of a registry in memory; only what the DHCP server reads is there. */
export function snapshotOf(nodes: Readonly<Record<string, NodeFacts>> = NODES, networks = NETWORKS): Snapshot {
  const resolved = Object.entries(nodes).map(([name, facts]) => resolvedNode(name, facts));
  const find = (matches: (node: ResolvedNode) => boolean): string | undefined => resolved.find(matches)?.name;
  const devices = (node: ResolvedNode): readonly NetworkDevice[] => Object.values(node.networkDevices);
  return {
    id: 'snapshot',
    number: 1,
    time: 0,
    site: { networks } as unknown as SiteConfig,
    registry: {
      id: 'registry',
      nodeNames: Object.keys(nodes),
      profileNames: [],
      node: (name) => resolved.find((node) => node.name === name),
      addresses: () => [],
      origins: () => new Map(),
      profile: () => undefined,
      rawNode: () => undefined,
      byMac: (mac) => find((node) => devices(node).some((device) => device.hwaddr === mac)),
      byUuid: (uuid) => find((node) => node.uuid === uuid),
      byAssetTag: () => undefined,
      byAddress: (address) => find((node) => devices(node).some((device) => device.address?.split('/')[0] === address)),
    },
    images: new Map(),
    overlays: new Map(),
  };
}

function resolvedNode(name: string, { devices, uuid, dhcpOptions }: NodeFacts): ResolvedNode {
  return {
    name,
    profiles: [],
    kernel: { args: [] },
    boot: {},
    hardware: {},
    systemOverlays: [],
    runtimeOverlays: [],
    networkDevices: Object.fromEntries(Object.entries(devices).map(([key, device]) => [key, { tags: {}, ...device }])),
    primaryNetwork: Object.keys(devices)[0] ?? 'default',
    tags: {},
    extra: {},
    ...(uuid === undefined ? {} : { uuid }),
    ...(dhcpOptions === undefined ? {} : { dhcpOptions }),
  };
}

/** A lifecycle whose loader answers every client class with `boot/CLASS`. */
export const BOOTS: BootLifecycle = {
  assign: () => Promise.resolve(undefined),
  loaderFor: () => 'fake',
  endpoints: ({ network }) => {
    const address = NETWORKS[network ?? 'cluster']?.address ?? SERVER;
    return { baseUrl: `http://${address}:9873`, nextServer: address };
  },
  render: ((_kind: string, { clientClass }: { clientClass: { id: string } }) =>
    Promise.resolve({ file: `boot/${clientClass.id}` })) as unknown as BootLifecycle['render'],
};

export const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // Tests look at packets and events, not at the log.
}

export interface Bench {
  readonly engine: DhcpEngine;
  readonly leases: LeaseStore;
  readonly events: ProgressEvent[];
  /** What `now()` says, in milliseconds; tests move it. */
  clock: number;
  /** What `snapshot()` says; tests replace it. */
  snapshot: Snapshot;
  /** Sends a message and returns the decoded answers. */
  ask(message: DhcpMessage, arrival?: Partial<Arrival>): Promise<readonly Heard[]>;
  close(): Promise<void>;
}

export interface Heard {
  readonly network: string;
  readonly address: string;
  readonly port: number;
  readonly message: DhcpMessage;
}

/** An engine with a journal in a folder of its own. */
export async function bench(
  options: Partial<DhcpOptions> = {},
  parts: Partial<EngineParts> & { readonly networkConfig?: Readonly<Record<string, NetworkConfig>> } = {},
): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-dhcp-'));
  const leases = await LeaseStore.open(join(folder, 'leases.journal'));
  const events: ProgressEvent[] = [];
  const { networkConfig = NETWORKS, ...others } = parts;
  const made: Bench = {
    leases,
    events,
    clock: 1_000_000,
    snapshot: snapshotOf(NODES, networkConfig),
    engine: new DhcpEngine({
      networks: networksOf({ networks: networkConfig }),
      leases,
      options: optionsWith(options),
      lifecycle: BOOTS,
      timeline: { record: (event) => events.push(event) },
      sessions: sessionsInMemory(() => made.snapshot),
      log: SILENT,
      snapshot: () => made.snapshot,
      now: () => made.clock,
      ...others,
    }),
    ask: async (message, arrival = {}) => {
      const from = { remoteAddress: '0.0.0.0', remotePort: 68, ...arrival };
      const outgoing = await made.engine.handle(encodeDhcp(message), from);
      return outgoing.map(({ network, address, port, packet }) => ({
        network: network.name,
        address,
        port,
        message: decode(packet),
      }));
    },
    close: async () => {
      await leases.close();
      await rm(folder, { recursive: true });
    },
  };
  return made;
}

/** The boots of a server without a state folder. */
export function sessionsInMemory(snapshot: () => Snapshot): BootSessions {
  const times = { tokenSeconds: 3600, idleSeconds: 120 };
  return createBootSessions({ times, snapshot, key: () => Buffer.alloc(32), leases: createLeaseBook(), log: SILENT });
}

export function optionsWith(options: Partial<DhcpOptions> = {}): DhcpOptions {
  return Value.Parse(DhcpOptions, Value.Default(DhcpOptions, options));
}

export function decode(packet: Uint8Array): DhcpMessage {
  const result = decodeDhcp(packet);
  if (!result.ok) throw new Error(`the server sent a packet that is ${result.reason}`);
  return result.message;
}

export interface MessageFacts {
  readonly type?: number;
  readonly mac?: string;
  readonly xid?: number;
  readonly flags?: number;
  readonly ciaddr?: string;
  readonly giaddr?: string;
  readonly wanted?: string;
  readonly server?: string;
  readonly options?: Iterable<readonly [number, Uint8Array]>;
}

/** What a client sends. */
export function clientMessage(facts: MessageFacts): DhcpMessage {
  const message: DhcpMessage = {
    op: BOOTREQUEST,
    htype: 1,
    hlen: 6,
    hops: 0,
    xid: facts.xid ?? 0x1234,
    secs: 0,
    flags: facts.flags ?? 0,
    ciaddr: number(facts.ciaddr),
    yiaddr: 0,
    siaddr: 0,
    giaddr: number(facts.giaddr),
    chaddr: macToBytes(facts.mac ?? STRANGER_MAC) ?? new Uint8Array(6),
    sname: '',
    file: '',
    options: new Map(),
  };
  if (facts.type !== undefined) writeOption(message, OPTIONS.messageType, facts.type);
  if (facts.wanted !== undefined) writeOption(message, OPTIONS.requestedAddress, number(facts.wanted));
  if (facts.server !== undefined) writeOption(message, OPTIONS.serverIdentifier, number(facts.server));
  for (const [code, value] of facts.options ?? []) message.options.set(code, value);
  return message;
}

/** The options by which OVMF's PXE client is known (lab notes, section 3). */
export function pxeOptions(arch: number, vendor = 'PXEClient'): [number, Uint8Array][] {
  const arch16 = OPTIONS.clientArchitecture.type.encode([arch]);
  const name = `${vendor}:Arch:${String(arch).padStart(5, '0')}:UNDI:003000`;
  return [
    [60, Buffer.from(name)],
    [93, arch16],
    [97, OPTIONS.machineUuid.type.encode('4c4c4544-0000-4000-8000-525400123456')],
  ];
}

export function yiaddr(heard: Heard | undefined): string {
  return formatIPv4(heard?.message.yiaddr ?? 0);
}

export function number(address: string | undefined): number {
  return address === undefined ? 0 : (parseIPv4(address) ?? 0);
}
