/** An element of DER (X.690 §8.1): its tag's first octet, its content, and all of it. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

export const DerTag = { integer: 0x02, oid: 0x06, sequence: 0x30, set: 0x31, context0: 0xa0 } as const;

/** The element `bytes` begin with; undefined for what is none: cut off, of indefinite length, or with a tag beyond 30. Total. */
export function readDer(bytes: Uint8Array): DerElement | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let length = first;
  let begin = 2;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || bytes.length < 2 + octets) return undefined;
    length = 0;
    for (const octet of bytes.subarray(2, 2 + octets)) length = length * 256 + octet;
    begin += octets;
  }
  const end = begin + length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(begin, end), whole: bytes.subarray(0, end) };
}

/** The elements within a content; undefined when it is not elements from begin to end. */
export function readDerAll(content: Uint8Array): DerElement[] | undefined {
  const elements: DerElement[] = [];
  for (let rest = content; rest.length > 0; ) {
    const element = readDer(rest);
    if (element === undefined) return undefined;
    elements.push(element);
    rest = rest.subarray(element.whole.length);
  }
  return elements;
}

/** The elements within a constructed element with this tag; undefined when it is another or damaged. */
export function inside(element: DerElement | undefined, tag: number): DerElement[] | undefined {
  return element?.tag === tag ? readDerAll(element.content) : undefined;
}
