import type { BootChain } from './chain.ts';

/** Long enough for a slow firmware to start one file and ask for the next. */
const KEPT_MS = 10 * 60_000;
const MOST = 4096;

/**
 * The chain each address began with: an image that is built anew in between, or another image of the node, must not give it a
 * GRUB that its shim does not trust. Times are milliseconds since the epoch.
 */
export class RecentChains {
  readonly #known = new Map<string, { readonly chain: BootChain; readonly time: number }>();

  began(address: string | undefined, chain: BootChain, time: number): void {
    if (address === undefined) return;
    this.#known.delete(address);
    this.#known.set(address, { chain, time });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
  }

  of(address: string | undefined, time: number): BootChain | undefined {
    const found = address === undefined ? undefined : this.#known.get(address);
    return found !== undefined && time - found.time <= KEPT_MS ? found.chain : undefined;
  }
}
