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
    const displaced = this.#byAddress.get(lease.address);
    if (lease.state === 'declined') {
      // Nobody's: whoever found the address in use goes on to another one, and this one stays out of use.
      if (displaced !== undefined) this.delete(displaced);
      this.#byAddress.set(lease.address, lease);
      return;
    }
    if (before !== undefined && before.address !== lease.address) this.#byAddress.delete(before.address);
    if (displaced !== undefined && displaced !== before) this.delete(displaced);
    this.#byAddress.set(lease.address, lease);
    clients.set(lease.client, lease);
  }

  delete(lease: Lease): void {
    this.#byAddress.delete(lease.address);
    const clients = this.#byNetwork.get(lease.network);
    if (clients?.get(lease.client) === lease) clients.delete(lease.client);
  }

  #clients(network: string): Map<string, Lease> {
    const known = this.#byNetwork.get(network);
    if (known !== undefined) return known;
    const clients = new Map<string, Lease>();
    this.#byNetwork.set(network, clients);
    return clients;
  }
}
