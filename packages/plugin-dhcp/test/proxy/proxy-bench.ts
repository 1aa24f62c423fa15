import type { NetworkConfig, ProgressEvent, Snapshot } from '@muster/core';
import type { Arrival } from '../../src/engine/exchange.ts';
import { networksOf } from '../../src/network.ts';
import type { DhcpOptions } from '../../src/options.ts';
import { bootServer, proxyService } from '../../src/proxy/decision.ts';
import { ProxyEngine, type ProxyParts } from '../../src/proxy/engine.ts';
import {
  BOOTS,
  decode,
  type Heard,
  NETWORKS,
  NODES,
  type NodeFacts,
  optionsWith,
  sessionsInMemory,
  SILENT,
  snapshotOf,
} from '../support.ts';

export interface ProxyBench {
  /** What came to port 67. */
  readonly proxy: ProxyEngine;
  /** What came to port 4011. */
  readonly boot: ProxyEngine;
  readonly events: readonly ProgressEvent[];
  readonly parts: ProxyParts;
}

export interface ProxySite {
  readonly options?: Partial<DhcpOptions>;
  readonly networks?: Readonly<Record<string, NetworkConfig>>;
  readonly nodes?: Readonly<Record<string, NodeFacts>>;
  readonly lifecycle?: Partial<ProxyParts['lifecycle']>;
}

export function proxyBench({
  options = {},
  networks = NETWORKS,
  nodes = NODES,
  lifecycle,
}: ProxySite = {}): ProxyBench {
  const events: ProgressEvent[] = [];
  const snapshot: Snapshot = snapshotOf(nodes, networks);
  const parts: ProxyParts = {
    networks: networksOf({ networks }),
    options: optionsWith({ mode: 'proxy', ...options }),
    lifecycle: { ...BOOTS, ...lifecycle },
    timeline: { record: (event) => events.push(event) },
    sessions: sessionsInMemory(() => snapshot),
    log: SILENT,
    snapshot: () => snapshot,
    now: () => 1_000_000,
  };
  const proxy = new ProxyEngine(parts, proxyService(parts.options));
  return { proxy, boot: new ProxyEngine(parts, bootServer), events, parts };
}

export async function ask(engine: ProxyEngine, packet: Uint8Array, from: Partial<Arrival> = {}): Promise<Heard[]> {
  const outgoing = await engine.handle(packet, { remoteAddress: '0.0.0.0', remotePort: 68, ...from });
  return outgoing.map(({ network, address, port, packet: sent }) => ({
    network: network.name,
    address,
    port,
    message: decode(sent),
  }));
}

/** What a proxy says of the boot. */
export function told({ message }: Heard): object {
  const text = (code: number): string | undefined => {
    const value = message.options.get(code);
    return value && Buffer.from(value).toString('latin1');
  };
  return {
    type: message.options.get(53)?.[0],
    yiaddr: message.yiaddr,
    siaddr: message.siaddr,
    file: message.file,
    name: text(67),
    vendor: text(60),
    server: Buffer.from(message.options.get(54) ?? []).join('.'),
    vendorOptions: Buffer.from(message.options.get(43) ?? []).toString('hex'),
  };
}
