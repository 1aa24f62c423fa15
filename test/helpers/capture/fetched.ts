import { createHash } from 'node:crypto';

/** Content longer than this is known by its digest alone. */
const KEPT = 4 << 20;

/** Something a machine asked the server for and was sent, in whole or in part. */
export interface Fetched {
  readonly by: 'http' | 'tftp';
  /** Path and query, or TFTP's file name with a slash before it. */
  readonly target: string;
  /** Whether all of it went over the wire. */
  readonly whole: boolean;
  readonly size: number;
  /** SHA-256 of what went over the wire, lower-case hex. */
  readonly digest: string;
  /** Empty for more than 4 MiB. */
  readonly content: Buffer;
}

/** Content as it comes. */
export class Transfer {
  readonly by: Fetched['by'];
  readonly target: string;
  whole = false;
  #size = 0;
  #hash = createHash('sha256');
  #kept: Buffer[] = [];

  constructor(by: Fetched['by'], target: string) {
    this.by = by;
    this.target = target.startsWith('/') ? target : `/${target}`;
  }

  get size(): number {
    return this.#size;
  }

  push(octets: Uint8Array): void {
    this.#hash.update(octets);
    this.#size += octets.length;
    if (this.#size > KEPT) this.#kept = [];
    else this.#kept.push(Buffer.from(octets));
  }

  end(): Fetched {
    const { by, target, whole, size } = this;
    return { by, target, whole, size, digest: this.#hash.copy().digest('hex'), content: Buffer.concat(this.#kept) };
  }
}
