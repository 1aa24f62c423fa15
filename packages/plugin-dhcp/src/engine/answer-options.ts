import type { NetworkDevice } from '@muster/core';
import { type DhcpOption, OPTIONS, parseIPv4 } from '@muster/wire';
import type { ServedNetwork } from '../network.ts';

/** Encoded options by code, in the order they are sent. */
export type OptionValues = ReadonlyMap<number, Uint8Array>;

/** What a network says about routing and names: options 1, 3, 6, 15, 26 and 28. */
export function answerOptions({ config, cidr }: ServedNetwork): OptionValues {
  const values = new Map<number, Uint8Array>();
  // The subnet mask has to come before the routers (RFC 2132 §3.3).
  add(values, OPTIONS.subnetMask, cidr.netmask);
  add(values, OPTIONS.routers, addresses([config.gateway]));
  add(values, OPTIONS.domainNameServers, addresses(config.dns ?? []));
  add(values, OPTIONS.domainName, config.domain);
  add(values, OPTIONS.interfaceMtu, config.mtu);
  add(values, OPTIONS.broadcastAddress, cidr.broadcast);
  return values;
}

/** The same for a node: with its name (option 12), and what its device says in place of what `common`, the network, says. */
export function hostOptions(
  common: OptionValues,
  { config }: ServedNetwork,
  hostname: string,
  device?: NetworkDevice,
): OptionValues {
  const values = new Map(common);
  add(values, OPTIONS.hostName, hostname);
  if (device === undefined) return values;
  // Core fills the gateway of the network in where a device has none.
  if (device.gateway !== config.gateway) add(values, OPTIONS.routers, addresses([device.gateway]));
  if (device.dns?.length === 0) values.delete(OPTIONS.domainNameServers.code);
  else add(values, OPTIONS.domainNameServers, addresses(device.dns ?? []));
  add(values, OPTIONS.domainName, device.domain);
  add(values, OPTIONS.interfaceMtu, device.mtu);
  return values;
}

function add<T>(values: Map<number, Uint8Array>, option: DhcpOption<T>, value: T | undefined): void {
  if (value !== undefined) values.set(option.code, option.type.encode(value));
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
