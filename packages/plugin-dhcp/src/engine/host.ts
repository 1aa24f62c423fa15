import { type NetworkDevice, readDhcpOptions, type RegistryView, type ResolvedNode } from '@muster/core';
import { parseIPv4 } from '@muster/wire';
import type { Networks, ServedNetwork, SiteOptions } from '../network.ts';

/** A fixed address of a node on one network. */
export interface Binding {
  readonly network: ServedNetwork;
  readonly address: number;
  readonly device: NetworkDevice;
}

/** A machine of the registry, as one of its network devices. */
export interface Host {
  readonly node: ResolvedNode;
  /** What it was looked for by. */
  readonly client: string;
  /** Empty for a device without an address: it gets one from a pool. */
  readonly bindings: readonly Binding[];
  readonly siteOptions: SiteOptions;
}

/** Finds the registry's machines by what a packet says of its sender. Answers are kept for as long as a registry is current. */
export class HostIndex {
  readonly #networks: Networks;
  readonly #byRegistry = new WeakMap<RegistryView, Map<string, Host>>();

  constructor(networks: Networks) {
    this.#networks = networks;
  }

  /** By hardware address; else by UUID, for nodes whose device has none yet. */
  find(registry: RegistryView, mac: string, uuidOf: () => string | undefined): Host | undefined {
    const hosts = this.#hosts(registry);
    const known = hosts.get(mac);
    if (known !== undefined) return known;
    const host = this.#byMac(registry, mac);
    // Only these are kept: of strangers, and of MAC addresses that come with a node's UUID, there may be any number.
    if (host !== undefined) hosts.set(mac, host);
    return host ?? this.#byUuid(registry, mac, uuidOf());
  }

  #hosts(registry: RegistryView): Map<string, Host> {
    const known = this.#byRegistry.get(registry);
    if (known !== undefined) return known;
    const hosts = new Map<string, Host>();
    this.#byRegistry.set(registry, hosts);
    return hosts;
  }

  #byMac(registry: RegistryView, mac: string): Host | undefined {
    const node = nodeOf(registry, registry.byMac(mac));
    return node && this.#host(node, mac, (device) => device.hwaddr === mac);
  }

  #byUuid(registry: RegistryView, mac: string, uuid: string | undefined): Host | undefined {
    const node = uuid === undefined ? undefined : nodeOf(registry, registry.byUuid(uuid));
    if (node === undefined) return undefined;
    // A second interface of the machine must not get the address of the first.
    const primary = node.primaryNetwork === undefined ? undefined : node.networkDevices[node.primaryNetwork];
    return this.#host(node, mac, (device) => device === primary && device.hwaddr === undefined);
  }

  #host(node: ResolvedNode, client: string, chosen: (device: NetworkDevice) => boolean): Host {
    const bindings = Object.values(node.networkDevices)
      .filter(chosen)
      .map((device) => this.#binding(device))
      .filter((binding) => binding !== undefined);
    return { node, client, bindings, siteOptions: readDhcpOptions(node.dhcpOptions) };
  }

  #binding(device: NetworkDevice): Binding | undefined {
    const address = device.address === undefined ? undefined : parseIPv4(device.address.split('/', 1)[0] ?? '');
    const network = address === undefined ? undefined : this.#networks.containing(address);
    if (address === undefined || network === undefined) return undefined;
    return { network, address, device };
  }
}

function nodeOf(registry: RegistryView, name: string | undefined): ResolvedNode | undefined {
  return name === undefined ? undefined : registry.node(name);
}
