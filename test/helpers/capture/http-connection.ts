import { Transfer } from './fetched.ts';
import { OctetStream } from './octet-stream.ts';

interface Request {
  readonly method: string;
  readonly target: string;
}

const HEAD_END = '\r\n\r\n';

/**
 * One connection to the HTTP server (RFC 9112): boot firmware sends one request after the other, and the server gives every
 * answer its length.
 */
export class HttpConnection {
  readonly requests = new OctetStream((octets) => {
    this.#asked(octets);
  });
  readonly answers = new OctetStream((octets) => {
    this.#answered(octets);
  });
  readonly #transfers: Transfer[];
  readonly #open: Request[] = [];
  #request = '';
  #head = Buffer.alloc(0);
  #body: { readonly transfer: Transfer | undefined; readonly total: number; left: number } | undefined;

  /** What is fetched is added to `transfers` as its answer begins. */
  constructor(transfers: Transfer[]) {
    this.#transfers = transfers;
  }

  #asked(octets: Buffer): void {
    this.#request += octets.toString('latin1');
    for (let end = this.#request.indexOf(HEAD_END); end >= 0; end = this.#request.indexOf(HEAD_END)) {
      const [, method = '', target = ''] = /^(\S+) (\S+) HTTP\//.exec(this.#request) ?? [];
      this.#open.push({ method, target });
      const length = numberIn(this.#request.slice(0, end), /^Content-Length: *(\d+)/im) ?? 0;
      this.#request = this.#request.slice(end + HEAD_END.length + length);
    }
  }

  #answered(octets: Buffer): void {
    for (let rest = octets; rest.length > 0; ) {
      if (this.#body === undefined) {
        this.#head = Buffer.concat([this.#head, rest]);
        const end = this.#head.indexOf(HEAD_END);
        if (end < 0) return;
        rest = this.#head.subarray(end + HEAD_END.length);
        this.#begin(this.#head.toString('latin1', 0, end));
        this.#head = Buffer.alloc(0);
      }
      rest = this.#take(rest);
    }
  }

  #begin(head: string): void {
    const status = numberIn(head, /^HTTP\/1\.[01] (\d+)/) ?? 0;
    const { method, target = '' } = this.#open.shift() ?? {};
    const length = numberIn(head, /^Content-Length: *(\d+)/im) ?? 0;
    const [, from = 0, total = length] = /^Content-Range: *bytes (\d+)-\d+\/(\d+)/im.exec(head) ?? [];
    const wanted = method === 'GET' && (status === 200 || status === 206);
    this.#body = {
      transfer: wanted ? this.#transferOf(target, Number(from)) : undefined,
      total: Number(total),
      left: method === 'HEAD' || status === 304 ? 0 : length,
    };
    this.#take(Buffer.alloc(0));
  }

  /** A part that goes on where the one before it ended belongs to the same transfer. */
  #transferOf(target: string, from: number): Transfer {
    const begun = this.#transfers.find((one) => from > 0 && one.target === target && !one.whole && one.size === from);
    if (begun !== undefined) return begun;
    const transfer = new Transfer('http', target);
    this.#transfers.push(transfer);
    return transfer;
  }

  #take(octets: Buffer): Buffer {
    const body = this.#body;
    if (body === undefined) return octets;
    const taken = octets.subarray(0, body.left);
    body.transfer?.push(taken);
    body.left -= taken.length;
    if (body.left === 0) {
      if (body.transfer !== undefined) body.transfer.whole = body.transfer.size === body.total;
      this.#body = undefined;
    }
    return octets.subarray(taken.length);
  }
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const [, digits] = pattern.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
