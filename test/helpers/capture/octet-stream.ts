/** One direction of a TCP connection: hands on its octets in order, those sent twice once. */
export class OctetStream {
  readonly #sink: (octets: Buffer) => void;
  /** Segments that came before their turn, by sequence number. */
  readonly #early = new Map<number, Buffer>();
  #next: number | undefined;
  #delivered = false;

  constructor(sink: (octets: Buffer) => void) {
    this.#sink = sink;
  }

  /** Whether anything was handed on. */
  get delivered(): boolean {
    return this.#delivered;
  }

  /** The sequence number of its SYN. */
  start(sequence: number): void {
    if (!this.#delivered) this.#next = (sequence + 1) >>> 0;
  }

  /** Nothing counts before the SYN: it belongs to a connection that had the same ends before. */
  push(sequence: number, payload: Buffer): void {
    if (this.#next === undefined || payload.length === 0) return;
    if (distance(this.#next, sequence) > 0) {
      this.#early.set(sequence, Buffer.from(payload));
      return;
    }
    this.#take(sequence, payload);
    for (let found = true; found; ) {
      found = false;
      for (const [early, held] of this.#early) {
        if (distance(this.#next, early) > 0) continue;
        this.#early.delete(early);
        this.#take(early, held);
        found = true;
      }
    }
  }

  #take(sequence: number, payload: Buffer): void {
    const known = -distance(this.#next ?? 0, sequence);
    if (known >= payload.length) return;
    this.#delivered = true;
    this.#next = (sequence + payload.length) >>> 0;
    this.#sink(payload.subarray(known));
  }
}

/** How far `to` lies after `from`, as sequence numbers wrap (RFC 9293 §3.4). */
function distance(from: number, to: number): number {
  return (to - from) | 0;
}
