import { type DhcpOptionSettings, type NetworkConfig, type NetworkDevice, readDhcpOptions } from '@muster/core';
import { parseIPv4 } from '@muster/wire';
import type { SiteOptions } from './site-options.ts';

/** Options 3, 6, 15 and 26 as a device says them, as far as its network says otherwise; without name servers (`dns: []`) option 6 is taken away. */
export function deviceOptions(device: NetworkDevice, network: NetworkConfig): SiteOptions {
  // Core fills the gateway of the network in where a device has none.
  const gateway = device.gateway === network.gateway ? undefined : device.gateway;
  const own = readDhcpOptions(settingsOf({ ...device, gateway }));
  if (own.size === 0) return own;
  const set = readDhcpOptions(network.dhcpOptions);
  const told = new Map([...readDhcpOptions(settingsOf(network)), ...set]);
  return new Map(
    [...own]
      .filter(([code, option]) => !isSame(option?.octets, told.get(code)?.octets))
      .map(([code, option]) => [code, option && { ...option, always: set.get(code)?.always === true }]),
  );
}

interface Fields {
  readonly gateway?: string | undefined;
  readonly dns?: readonly string[] | undefined;
  readonly domain?: string | undefined;
  readonly mtu?: number | undefined;
}

function settingsOf({ gateway, dns, domain, mtu }: Fields): DhcpOptionSettings {
  // Option 6 has no room for IPv6 addresses.
  const servers = dns?.filter((address) => parseIPv4(address) !== undefined);
  return {
    ...(gateway === undefined ? {} : { 3: gateway }),
    ...(servers === undefined ? {} : { 6: dns?.length === 0 ? null : servers }),
    ...(domain === undefined ? {} : { 15: domain }),
    ...(mtu === undefined ? {} : { 26: mtu }),
  };
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : Buffer.compare(one, other) === 0;
}
