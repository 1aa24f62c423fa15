import { type ClientClass, type DhcpMessage, formatIPv4, IpxeSuboption, OPTIONS, readOption } from '@muster/wire';
import { WAITS } from './timing.ts';

/** A message that is kept: a decoded one is a view into a packet whose memory is used again. */
export function copied(reply: DhcpMessage): DhcpMessage {
  return { ...reply, options: new Map([...reply.options].map(([code, value]) => [code, Uint8Array.from(value)])) };
}

/** The offers firmware or iPXE of one class collects: an address from one server, what to boot perhaps from a proxy. */
export class Offers {
  readonly #clientClass: ClientClass;
  #address: DhcpMessage | undefined;
  #proxy: DhcpMessage | undefined;

  constructor(clientClass: ClientClass) {
    this.#clientClass = clientClass;
  }

  /** Takes an OFFER in; true once there is an address among them. The first of each kind counts. */
  take(offer: DhcpMessage): boolean {
    if (offer.yiaddr !== 0) this.#address ??= copied(offer);
    else if (this.#isForBoot(offer)) this.#proxy ??= copied(offer);
    return this.#address !== undefined;
  }

  get proxy(): DhcpMessage | undefined {
    return this.#proxy;
  }

  /**
   * Milliseconds it goes on listening after the offer of an address. iPXE needs no longer than to a proxy's offer, nor does a
   * ROM, which listens for one only when it was told no boot file; EDK2 collects to the end.
   */
  wait(): number {
    const { userClass, firmware } = this.#clientClass;
    if (userClass !== 'ipxe' && firmware === 'uefi') return WAITS.uefiOffers;
    const offer = this.#address;
    if (this.#proxy !== undefined || offer === undefined) return 0;
    if (userClass !== 'ipxe') return bootFileOf(offer) === undefined ? WAITS.romProxyOffers : 0;
    const alone = readOption(offer, OPTIONS.ipxe)?.get(IpxeSuboption.noPxeDhcp)?.[0] === 1;
    return alone ? 0 : WAITS.ipxeProxyOffers;
  }

  /** True when nothing that may still come would be waited for. */
  get settled(): boolean {
    return this.wait() === 0;
  }

  /** The offer that tells what to boot; undefined where it is the server's that gives the address (EDK2 `PxeBcSelectDhcp4Offer`). */
  get boot(): DhcpMessage | undefined {
    return this.#address !== undefined && this.#isForBoot(this.#address) ? undefined : this.#proxy;
  }

  #isForBoot(offer: DhcpMessage): boolean {
    return readOption(offer, OPTIONS.vendorClass) === this.#clientClass.vendorClass;
  }
}

export function bootFileOf(reply: DhcpMessage): string | undefined {
  const name = readOption(reply, OPTIONS.bootFileName) ?? reply.file;
  return name === '' ? undefined : name;
}

/** Where the boot file is: `siaddr`, else the server itself. */
export function nextServerOf(reply: DhcpMessage): string {
  return formatIPv4(reply.siaddr === 0 ? (readOption(reply, OPTIONS.serverIdentifier) ?? 0) : reply.siaddr);
}

/** iPXE takes an offer without `siaddr` for none and asks port 4011 (lab notes); other firmware asks when no file is named. */
export function isComplete(offer: DhcpMessage, { userClass }: ClientClass): boolean {
  return bootFileOf(offer) !== undefined && (userClass !== 'ipxe' || offer.siaddr !== 0);
}
