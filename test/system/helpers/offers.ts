import path from 'node:path';
import { type DhcpMessage, formatIPv4, OPTIONS, readOption } from '@muster/wire';
import { readCapture } from '../../helpers/captured.ts';
import type { TestSite } from '../../helpers/site.ts';
import type { Network } from '../../lab/index.ts';
import type { Udhcpc } from './dhcp-clients.ts';

/** Words of udhcpc(8) by which it asks as firmware does. */
export const BIOS = ['-V', 'PXEClient:Arch:00000:UNDI:002001', '-x', '0x5d:0000'];
export const UEFI = ['-V', 'PXEClient:Arch:00007:UNDI:003000', '-x', '0x5d:0007'];
export const HTTP = ['-V', 'HTTPClient:Arch:00016:UNDI:003000', '-x', '0x5d:0010'];
export const IPXE = [...UEFI, '-x', '0x4d:69505845'];

/** A proxy on a wire that the DHCP server of a site is on too. */
export class ProxyWire {
  readonly #network: Network;
  readonly #site: TestSite;
  readonly #busybox: Udhcpc;
  #count = 0;

  constructor(network: Network, site: TestSite, busybox: Udhcpc) {
    this.#network = network;
    this.#site = site;
    this.#busybox = busybox;
  }

  /** What the proxy offers to a machine that asks like this; offers of the site's server do not pass where it looks. */
  async offers(mac: string, args: readonly string[]): Promise<readonly DhcpMessage[]> {
    const count = this.#count++;
    const file = path.join(this.#site.folder, `wire-${count}.pcap`);
    const capture = await this.#network.captureWire(file, `udp src port 67 and src host ${this.#network.address}`);
    const client = await this.#network.addClient(`asks${count}`, { mac });
    await this.#busybox.once(client, ['-B', ...args]);
    await client.close();
    await capture.stop();
    return (await readCapture(file, mac, Number(new URL(this.#site.url).port))).offers;
  }

  /** What the first offer says of the boot. */
  async told(mac: string, args: readonly string[]): Promise<object | undefined> {
    const [offer] = await this.offers(mac, args);
    return (
      offer && {
        yiaddr: offer.yiaddr,
        siaddr: formatIPv4(offer.siaddr),
        file: offer.file,
        vendor: readOption(offer, OPTIONS.vendorClass),
      }
    );
  }
}
