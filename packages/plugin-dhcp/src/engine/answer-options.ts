import type { NetworkDevice } from '@muster/core';
import { type DhcpOption, OPTIONS, parseIPv4 } from '@muster/wire';
import type { ServedNetwork } from '../network.ts';

/** Encoded options by code, in the order they are sent. */
export type OptionValues = ReadonlyMap<number, Uint8Array>;

/** What a network and, for a node, its device say about routing and names: options 1, 3, 6, 12, 15, 26 and 28. */
export function answerOptions(
  network: ServedNetwork,
  host: { readonly hostname?: string; readonly device?: NetworkDevice } = {},
): OptionValues {
  const { config, cidr } = network;
  const { device = { tags: {} }, hostname } = host;
  const values = new Map<number, Uint8Array>();
  const add = <T>(option: DhcpOption<T>, value: T | undefined): void => {
    if (value !== undefined) values.set(option.code, option.type.encode(value));
  };
  // The subnet mask has to come before the routers (RFC 2132 §3.3).
  add(OPTIONS.subnetMask, cidr.netmask);
  add(OPTIONS.routers, addresses([device.gateway ?? config.gateway]));
  add(OPTIONS.domainNameServers, addresses(device.dns ?? config.dns ?? []));
  add(OPTIONS.hostName, hostname);
  add(OPTIONS.domainName, device.domain ?? config.domain);
  add(OPTIONS.interfaceMtu, device.mtu ?? config.mtu);
  add(OPTIONS.broadcastAddress, cidr.broadcast);
  return values;
}

/** Options 51, 58 and 59 of a lease; T1 and T2 are the shares of RFC 2131 §4.4.5. */
export function timeOptions(seconds: number): OptionValues {
  return new Map([
    [OPTIONS.leaseTime.code, OPTIONS.leaseTime.type.encode(seconds)],
    [OPTIONS.renewalTime.code, OPTIONS.renewalTime.type.encode(Math.floor(seconds * 0.5))],
    [OPTIONS.rebindingTime.code, OPTIONS.rebindingTime.type.encode(Math.floor(seconds * 0.875))],
  ]);
}

function addresses(texts: readonly (string | undefined)[]): number[] | undefined {
  const numbers = texts
    .map((text) => (text === undefined ? undefined : parseIPv4(text)))
    .filter((address) => address !== undefined);
  return numbers.length === 0 ? undefined : numbers;
}
