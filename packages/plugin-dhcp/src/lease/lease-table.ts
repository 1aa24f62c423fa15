import type { Lease } from './lease.ts';

/** All leases in memory: at most one for an address, and one for a client on a network. Later ones replace earlier ones. */
export class LeaseTable {
  readonly #byAddress = new Map<number, Lease>();
  readonly #byNetwork = new Map<string, Map<string, Lease>>();

  get size(): number {
    return this.#byAddress.size;
  }

  values(): IterableIterator<Lease> {
    return this.#byAddress.values();
  }

  at(address: number): Lease | undefined {
    return this.#byAddress.get(address);
  }

  of(network: string, client: string): Lease | undefined {
    return this.#byNetwork.get(network)?.get(client);
  }

  put(lease: Lease): void {
    const clients = this.#clients(lease.network);
    const before = clients.get(lease.client);
    if (before !== undefined && before.address !== lease.address) this.#byAddress.delete(before.address);
    const displaced = this.#byAddress.get(lease.address);
    if (displaced !== undefined && !sameHolder(displaced, lease)) this.delete(displaced);
    this.#byAddress.set(lease.address, lease);
    clients.set(lease.client, lease);
  }

  delete(lease: Lease): void {
    this.#byAddress.delete(lease.address);
    this.#byNetwork.get(lease.network)?.delete(lease.client);
  }

  #clients(network: string): Map<string, Lease> {
    const known = this.#byNetwork.get(network);
    if (known !== undefined) return known;
    const clients = new Map<string, Lease>();
    this.#byNetwork.set(network, clients);
    return clients;
  }
}

function sameHolder(a: Lease, b: Lease): boolean {
  return a.client === b.client && a.network === b.network;
}
