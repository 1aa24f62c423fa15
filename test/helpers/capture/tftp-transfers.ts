import { BLKSIZE_DEFAULT, DATA_HEADER_SIZE, decodeTftp } from '@muster/wire';
import { Transfer } from './fetched.ts';
import type { Packet } from './packet.ts';

const TFTP = 69;

interface Reading {
  readonly transfer: Transfer;
  /** The server's end, once it answered: a transfer identifier of its own (RFC 1350 §4). */
  peer?: string;
  blockSize: number;
  /** Number of the block that comes next; it wraps from 65535 to 0. */
  next: number;
}

/** A window is in a capture as it was handed to the device: in one piece, which is cut into packets later (UDP_SEGMENT). */
function cut(payload: Buffer, reading: Reading | undefined): Buffer[] {
  const step = (reading?.blockSize ?? BLKSIZE_DEFAULT) + DATA_HEADER_SIZE;
  const packets = Array.from({ length: Math.ceil(payload.length / step) }, (_, index) =>
    payload.subarray(index * step, (index + 1) * step),
  );
  return reading?.peer === undefined ? [payload] : packets;
}

/** Reads of files over TFTP, told apart by the client's end. */
export class TftpTransfers {
  readonly #transfers: Transfer[];
  readonly #readings = new Map<string, Reading>();

  /** What is fetched is added to `transfers` as its first block comes. */
  constructor(transfers: Transfer[]) {
    this.#transfers = transfers;
  }

  push({ source, target, targetPort, payload }: Packet): void {
    if (targetPort === TFTP) this.#asked(source, payload);
    else
      for (const one of cut(payload, this.#readings.get(target)))
        this.#answered(source, this.#readings.get(target), one);
  }

  #asked(client: string, payload: Buffer): void {
    const decoded = decodeTftp(payload);
    if (!decoded.ok || decoded.packet.op !== 'RRQ') return;
    const transfer = new Transfer('tftp', decoded.packet.filename);
    const before = this.#readings.get(client);
    if (before?.peer === undefined && before?.transfer.target === transfer.target) return;
    this.#readings.set(client, { transfer, blockSize: BLKSIZE_DEFAULT, next: 1 });
  }

  #answered(server: string, reading: Reading | undefined, payload: Buffer): void {
    if (reading === undefined || reading.transfer.whole) return;
    reading.peer ??= server;
    const decoded = decodeTftp(payload);
    if (!decoded.ok || reading.peer !== server) return;
    const { packet } = decoded;
    if (packet.op === 'OACK') reading.blockSize = Number(packet.options.get('blksize') ?? BLKSIZE_DEFAULT);
    // Anything but the next block was sent before: a server resends from the first block that was not acknowledged.
    if (packet.op !== 'DATA' || packet.block !== reading.next) return;
    if (!this.#transfers.includes(reading.transfer)) this.#transfers.push(reading.transfer);
    reading.transfer.push(packet.data);
    reading.transfer.whole = packet.data.length < reading.blockSize;
    reading.next = (reading.next + 1) & 0xffff;
  }
}
