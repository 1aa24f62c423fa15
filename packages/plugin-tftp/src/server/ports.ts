import { isIPv4 } from 'node:net';
import type { TftpServerOptions } from '../options.ts';
import type { Agreement } from '../transfer/negotiate.ts';
import type { Channel } from './channel.ts';
import { type From, Port } from './port.ts';
import type { Client } from './resolve.ts';
import { noSegmentation, segmentation } from './segmentation.ts';

/** Takes packets that belong to no transfer; `port` is where they came in. */
export type Strange = (packet: Uint8Array, client: Client, port: Port) => void;

/** The ports of a server: at each of its addresses the one it listens on, and one that transfers in windows share. */
export class Ports {
  readonly #options: TftpServerOptions;
  readonly #strange: Strange;
  readonly #all: Port[] = [];
  /** By address: the port for windows, or for everything in single-port mode. */
  readonly #shared = new Map<string, Port>();

  constructor(options: TftpServerOptions, strange: Strange) {
    this.#options = options;
    this.#strange = strange;
  }

  /**
   * @returns the port listened on
   * @throws MusterError `TFTP_ADDRESS_MISSING`, `TFTP_PORT_DENIED`, `TFTP_PORT_TAKEN`, `TFTP_LISTEN_FAILED`
   */
  async listen(address: string, port: number): Promise<number> {
    const listening = await this.#open(address, port);
    const cuts = this.#cutsAt(address);
    if (this.#options.singlePort) this.#shared.set(address, listening);
    else if (cuts) this.#shared.set(address, await this.#open(address, 0));
    if (cuts) this.#shared.get(address)?.segment(this.#options.maxBlockSize);
    return listening.number;
  }

  /** Whether the kernel may cut windows that leave by this address. */
  #cutsAt(address: string): boolean {
    const { segmentationOffload, maxWindowSize } = this.#options;
    return segmentationOffload && maxWindowSize > 1 && isIPv4(address);
  }

  /** A channel of a port that others use too; undefined when the transfer is to have a port of its own. */
  shared(client: Client, { windowsize, blksize }: Agreement): Channel | undefined {
    const port = this.#shared.get(client.localAddress);
    // Windows leave in one piece; packets one by one cost no less there.
    return this.#options.singlePort || (windowsize > 1 && port?.segments(blksize) === true)
      ? port?.channel(client)
      : undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.splice(0).map((port) => port.close()));
  }

  async #open(address: string, number: number): Promise<Port> {
    const port = await Port.open(address, number, this.#options.segmentationOffload ? segmentation : noSegmentation);
    this.#all.push(port);
    port.start((packet: Uint8Array, from: From) => {
      this.#strange(packet, { ...from, localAddress: address }, port);
    });
    return port;
  }
}
