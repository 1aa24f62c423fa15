import type { RemoteInfo } from 'node:dgram';
import {
  BLKSIZE_DEFAULT,
  decodeTftp,
  encodeTftp,
  readTftpOptions,
  type TftpOptions,
  TftpErrorCode,
  writeTftpOptions,
} from '@muster/wire';
import { BootFault } from './fault.ts';
import { udpSocket } from './socket.ts';
import { TFTP_RETRIES, TFTP_TIMEOUT_MS } from './timing.ts';
import type { Meter } from './trace.ts';

export interface TftpRead {
  readonly stage: string;
  readonly server: string;
  readonly port: number;
  /** Address of the machine that reads. */
  readonly localAddress: string;
  readonly file: string;
  /** Asked for in the request (RFC 2347). */
  readonly options: TftpOptions;
  /** Whether a packet, of either way, gets lost. */
  readonly loses: () => boolean;
  readonly signal: AbortSignal;
  readonly meter: Meter;
}

/**
 * Reads a file and throws it away (RFC 1350 with RFC 2347 to 2349 and windows of RFC 7440); its size in octets. With
 * `sizeOnly` the transfer is aborted once the server has told the size, as UEFI firmware begins.
 */
export function tftpRead(read: TftpRead, sizeOnly = false): Promise<number> {
  return new Promise((resolve, reject) => {
    const transfer = new Transfer(read, sizeOnly, resolve, reject);
    transfer.start();
  });
}

class Transfer {
  readonly #read: TftpRead;
  readonly #sizeOnly: boolean;
  readonly #done: (bytes: number) => void;
  readonly #failed: (error: Error) => void;
  readonly #socket = udpSocket();
  /** The server's port of this transfer, known from its first packet (RFC 1350 §4). */
  #peer: number | undefined;
  #blksize = BLKSIZE_DEFAULT;
  #window = 1;
  #size: number | undefined;
  #expected = 1;
  #unacknowledged = 0;
  #complained = false;
  #bytes = 0;
  #tries = 0;
  #last: Uint8Array;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(read: TftpRead, sizeOnly: boolean, done: (bytes: number) => void, failed: (error: Error) => void) {
    this.#read = read;
    this.#sizeOnly = sizeOnly;
    this.#done = done;
    this.#failed = failed;
    const options = writeTftpOptions(read.options);
    this.#last = encodeTftp({ op: 'RRQ', filename: read.file, mode: 'octet', options });
  }

  start(): void {
    const { signal, localAddress } = this.#read;
    if (signal.aborted) {
      this.#stop();
      return;
    }
    signal.addEventListener('abort', this.#stop, { once: true });
    this.#socket.on('error', (error) => {
      this.#fail('address-missing', error.message);
    });
    this.#socket.on('message', (packet, from) => {
      if (!this.#read.loses()) this.#receive(packet, from);
    });
    this.#socket.bind(0, localAddress, () => {
      this.#send(this.#last);
    });
  }

  #receive(bytes: Uint8Array, from: RemoteInfo): void {
    if (this.#over || from.address !== this.#read.server || (this.#peer !== undefined && from.port !== this.#peer))
      return;
    const decoded = decodeTftp(bytes);
    if (!decoded.ok) return;
    const { packet } = decoded;
    if (packet.op === 'ERROR') {
      this.#fail('tftp-error', `${packet.code}: ${packet.message}`);
      return;
    }
    this.#peer = from.port;
    if (packet.op === 'OACK' && this.#expected === 1) this.#agree(readTftpOptions(packet.options));
    else if (packet.op === 'DATA') this.#take(packet.block, packet.data.length);
  }

  #agree({ blksize, windowsize, tsize }: TftpOptions): void {
    if (this.#sizeOnly && tsize !== undefined) {
      this.#send(encodeTftp({ op: 'ERROR', code: TftpErrorCode.optionNegotiation, message: 'User aborted' }));
      this.#end(() => {
        this.#done(tsize);
      });
      return;
    }
    this.#blksize = blksize ?? BLKSIZE_DEFAULT;
    this.#window = windowsize ?? 1;
    this.#size = tsize;
    this.#acknowledge();
  }

  #take(block: number, length: number): void {
    if (block !== (this.#expected & 0xffff)) {
      // A block that came before means that our ACK was lost; in a window one complaint about a gap is enough (RFC 7440 §4).
      if (this.#window === 1 || !this.#complained) this.#acknowledge();
      this.#complained = true;
      return;
    }
    this.#expected += 1;
    this.#bytes += length;
    this.#unacknowledged += 1;
    this.#complained = false;
    this.#tries = 0;
    const last = length < this.#blksize;
    if (last || this.#unacknowledged >= this.#window) this.#acknowledge();
    if (last) this.#complete();
  }

  #complete(): void {
    if (this.#size !== undefined && this.#size !== this.#bytes) {
      this.#fail('tftp-error', `${this.#bytes} octets came of the ${this.#size} that were announced`);
      return;
    }
    this.#read.meter.bytes += this.#bytes;
    this.#end(() => {
      this.#done(this.#bytes);
    });
  }

  #acknowledge(): void {
    this.#unacknowledged = 0;
    this.#send(encodeTftp({ op: 'ACK', block: (this.#expected - 1) & 0xffff }));
  }

  #send(packet: Uint8Array): void {
    this.#last = packet;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#again, TFTP_TIMEOUT_MS);
    if (this.#read.loses()) return;
    this.#socket.send(packet, this.#peer ?? this.#read.port, this.#read.server);
  }

  readonly #again = (): void => {
    this.#tries += 1;
    if (this.#tries > TFTP_RETRIES) {
      this.#fail('tftp-timeout', `no answer after ${this.#bytes} octets of ${this.#read.file}`);
      return;
    }
    this.#read.meter.retries += 1;
    this.#send(this.#last);
  };

  readonly #stop = (): void => {
    this.#end(() => {
      this.#failed(this.#read.signal.reason as Error);
    });
  };

  #fail(code: 'tftp-error' | 'tftp-timeout' | 'address-missing', detail: string): void {
    this.#end(() => {
      this.#failed(new BootFault(this.#read.stage, code, detail));
    });
  }

  #end(settle: () => void): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#read.signal.removeEventListener('abort', this.#stop);
    this.#socket.close();
    settle();
  }
}
