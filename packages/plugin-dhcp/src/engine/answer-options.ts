import { layDhcpOptions, type NetworkDevice } from '@muster/core';
import { type DhcpOption, OPTIONS, parseIPv4 } from '@muster/wire';
import type { ServedNetwork, SiteOptions } from '../network.ts';

/** Encoded options by code, in the order they are sent. */
export type OptionValues = ReadonlyMap<number, Uint8Array>;

/** What a client may be told besides its lease. */
export interface AnswerOptions {
  /** The most important first. */
  readonly values: OptionValues;
  /** Codes told without being asked for. */
  readonly always: ReadonlySet<number>;
}

/** What a network says about routing and names (options 1, 3, 6, 15, 26 and 28), and the options its site set. */
export function answerOptions({ config, cidr, siteOptions }: ServedNetwork): AnswerOptions {
  const values = new Map<number, Uint8Array>();
  // The subnet mask has to come before the routers (RFC 2132 §3.3).
  add(values, OPTIONS.subnetMask, cidr.netmask);
  add(values, OPTIONS.routers, addresses([config.gateway]));
  add(values, OPTIONS.domainNameServers, addresses(config.dns ?? []));
  add(values, OPTIONS.interfaceMtu, config.mtu);
  add(values, OPTIONS.domainName, config.domain);
  add(values, OPTIONS.broadcastAddress, cidr.broadcast);
  return withSiteOptions(values, siteOptions, layDhcpOptions(siteOptions));
}

/** What a client is told that is a node. */
export interface HostSays {
  readonly name: string;
  /** What its device says in place of what the network says. */
  readonly device: NetworkDevice | undefined;
  readonly siteOptions: SiteOptions;
}

/** The same for a node, on top of `common`, which the network says: its name (option 12), its device's, its own options. */
export function hostOptions(
  common: AnswerOptions,
  network: ServedNetwork,
  { name, device, siteOptions }: HostSays,
): AnswerOptions {
  const values = new Map(common.values);
  add(values, OPTIONS.hostName, name);
  if (device !== undefined) addDevice(values, network, device);
  if (siteOptions.size === 0) return { values, always: common.always };
  return withSiteOptions(values, siteOptions, layDhcpOptions(network.siteOptions, siteOptions));
}

function addDevice(values: Map<number, Uint8Array>, { config }: ServedNetwork, device: NetworkDevice): void {
  // Core fills the gateway of the network in where a device has none.
  if (device.gateway !== config.gateway) add(values, OPTIONS.routers, addresses([device.gateway]));
  if (device.dns?.length === 0) values.delete(OPTIONS.domainNameServers.code);
  else add(values, OPTIONS.domainNameServers, addresses(device.dns ?? []));
  add(values, OPTIONS.domainName, device.domain);
  add(values, OPTIONS.interfaceMtu, device.mtu);
}

/** `added` over `values`, where one without a value takes away; `left` is what remains of all layers so far. */
function withSiteOptions(
  values: Map<number, Uint8Array>,
  added: SiteOptions,
  left: ReturnType<typeof layDhcpOptions>,
): AnswerOptions {
  for (const [code, option] of added) {
    if (option === undefined) values.delete(code);
    else values.set(code, option.octets);
  }
  const always = [...left.values()].filter((option) => option.always).map(({ code }) => code);
  return { values, always: new Set(always) };
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
