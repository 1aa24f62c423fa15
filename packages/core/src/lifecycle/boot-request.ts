import type { ClientClass } from '@muster/wire';

/** What a DHCP packet said, for taps that look deeper than the fields above it. */
export interface DhcpFacts {
  /** Relay agent address as text, `0.0.0.0` without a relay (RFC 2131 §2). */
  readonly giaddr: string;
  /** DHCP message type (option 53), 0 for plain BOOTP. */
  readonly messageType: number;
  /** Raw option values by code. */
  readonly options: ReadonlyMap<number, Uint8Array>;
}

/** Lease the source address holds, as known to a DHCP server in process. */
export interface LeaseFact {
  readonly mac: string;
  readonly address: string;
}

/**
 * Everything known about one request of a booting machine, whichever door it came through. Immutable;
 * times are milliseconds since the epoch, MACs lower-case with colons, UUIDs lower-case big-endian text.
 */
export interface BootRequest {
  /** Front door: `dhcp`, `tftp`, `http`, `explain`, `test`, or a plugin's own. */
  readonly door: string;
  readonly time: number;
  readonly mac?: string;
  readonly uuid?: string;
  readonly assetTag?: string;
  readonly serial?: string;
  /** SMBIOS manufacturer and product of the machine. */
  readonly manufacturer?: string;
  readonly product?: string;
  /** The loader tells what it knows of the machine, what it has no value for too. */
  readonly introduced?: boolean;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  /** Our address the request arrived on, where the door knows it. */
  readonly localAddress?: string;
  /** Name of the provisioning network (key of `networks` in the configuration). */
  readonly network?: string;
  readonly clientClass?: ClientClass;
  readonly dhcp?: DhcpFacts;
  readonly lease?: LeaseFact;
  /** Asset key sent as proof (`assetkey=` in Warewulf's protocol). Never logged. */
  readonly assetKey?: string;
  /** Boot token sent as proof (`token=`). Never logged. */
  readonly token?: string;
}

/** Freezes the facts of a request; `door` and `time` may be left out by tests. */
export function bootRequest(facts: Partial<BootRequest> = {}): BootRequest {
  return Object.freeze({ door: 'test', time: Date.now(), ...facts });
}
