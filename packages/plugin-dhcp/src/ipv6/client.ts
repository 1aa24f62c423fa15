import type { NetworkDevice, RegistryView, ResolvedNode } from '@muster/core';
import {
  type Dhcp6Packet,
  duidFacts,
  formatMac,
  isLinkLocal,
  macOfIPv6,
  OPTIONS6,
  parseIPv6,
  readOption6,
} from '@muster/wire';
import type { Networks6, ServedNetwork6 } from './network.ts';

/** What a packet tells of its sender. */
export interface ClientHints {
  /** Undefined in an INFORMATION-REQUEST that keeps it to itself. */
  readonly duid: Uint8Array | undefined;
  /** Of the machine, by its DUID; DUIDs are one a machine, so the card may be another one. */
  readonly duidMac: string | undefined;
  /** By DUID-UUID; see `DuidFacts.uuids`. */
  readonly uuids: readonly string[];
  /** Of the card it asks by: a relay agent's option 79, else what its link-local address was made of. */
  readonly interfaceMac: string | undefined;
}

const ETHERNET = 1;

/** @param source Address the packet came from. */
export function hintsOf({ message, relays }: Dhcp6Packet, source: string): ClientHints {
  const duid = readOption6(message.options, OPTIONS6.clientIdentifier);
  const { mac, uuids = [] } = duid === undefined ? {} : duidFacts(duid);
  const nearest = relays.at(-1);
  const told = nearest && readOption6(nearest.options, OPTIONS6.clientLinkLayerAddress);
  const peer = nearest?.peerAddress ?? parseIPv6(source.replace(/%.*$/, ''));
  const guessed = peer !== undefined && isLinkLocal(peer) ? macOfIPv6(peer) : undefined;
  const isMac = told?.hardwareType === ETHERNET && told.address.length === 6;
  const card = isMac ? told.address : guessed;
  return { duid, duidMac: mac, uuids, interfaceMac: card && formatMac(card) };
}

/**
 * The node that asks, or undefined. DHCPv6 has no chaddr: OVMF and iPXE name themselves by their SMBIOS UUID alone, so without
 * `uuid` in the registry they are known by the link-local address they ask from.
 */
export function nodeOf(hints: ClientHints, registry: RegistryView): ResolvedNode | undefined {
  const { duidMac, uuids, interfaceMac } = hints;
  const name =
    (duidMac && registry.byMac(duidMac)) ??
    uuids.map((uuid) => registry.byUuid(uuid)).find((found) => found !== undefined) ??
    (interfaceMac && registry.byMac(interfaceMac));
  return name === undefined || name === '' ? undefined : registry.node(name);
}

/** The fixed address of a node on one network, without prefix length. */
export interface Binding6 {
  readonly network: ServedNetwork6;
  readonly address: string;
  readonly device: NetworkDevice;
}

/**
 * The address of the device the node asks by, on one of the networks of its wire. The card decides where it is known, because a
 * second card must not get the address of the first; else the DUID's card, else the primary device.
 */
export function bindingOf(node: ResolvedNode, hints: ClientHints, link: Networks6): Binding6 | undefined {
  const bindings = Object.entries(node.networkDevices).flatMap(([name, device]) => {
    const address = device.address6?.split('/', 1)[0];
    const network = address === undefined ? undefined : link.find(({ cidr }) => cidr.contains(address));
    return address === undefined || network === undefined ? [] : [{ name, binding: { network, address, device } }];
  });
  const by = (mac: string | undefined): Binding6 | undefined =>
    mac === undefined ? undefined : bindings.find(({ binding }) => binding.device.hwaddr === mac)?.binding;
  const { interfaceMac, duidMac } = hints;
  const own = by(interfaceMac) ?? (interfaceMac === undefined ? by(duidMac) : undefined);
  if (own !== undefined) return own;
  const primary = bindings.find(({ name }) => name === node.primaryNetwork)?.binding;
  const undecided = interfaceMac === undefined && duidMac === undefined;
  return primary !== undefined && (undecided || primary.device.hwaddr === undefined) ? primary : undefined;
}
