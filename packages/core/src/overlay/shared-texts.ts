import { encodeText } from '@muster/gotemplate';

interface Known {
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** The octets of large texts, so that the same text is the same array, and is compressed once. Least recently used go first. */
export class SharedTexts {
  readonly #limit: number;
  readonly #known = new Map<string, Known>();
  #size = 0;

  /** `limit` in octets, those of the texts and of their encoded form together; one text is kept however large it is. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  bytesOf(text: string): Uint8Array {
    const known = this.#known.get(text) ?? this.#encode(text);
    // Behind all others: it was used last.
    this.#known.delete(text);
    this.#known.set(text, known);
    for (const [oldest, { size }] of this.#known) {
      if (this.#size <= this.#limit || this.#known.size === 1) break;
      this.#known.delete(oldest);
      this.#size -= size;
    }
    return known.bytes;
  }

  #encode(text: string): Known {
    const bytes = encodeText(text);
    const size = text.length + bytes.length;
    this.#size += size;
    return { bytes, size };
  }
}
