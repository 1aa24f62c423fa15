/** Operations of OMAPI (ISC DHCP, omapip/protocol.c). */
export const Operation = { open: 1, refresh: 2, update: 3, notify: 4, status: 5, delete: 6 } as const;

/** Names and values of OMAPI; the same name may not come twice. */
export type OmapiValues = ReadonlyMap<string, Uint8Array>;

export interface OmapiMessage {
  /** Handle of the key that signs it; 0 before there is one. */
  readonly authenticator: number;
  readonly operation: number;
  readonly handle: number;
  readonly transaction: number;
  /** Transaction this answers; 0 for a question. */
  readonly response: number;
  /** About the operation: `type`, `create`, `exclusive`, `result`, `message`. */
  readonly message: OmapiValues;
  /** About the object. */
  readonly object: OmapiValues;
}

export const HEADER_LENGTH = 24;
/** Protocol version 100 and the length of the header: both sides open with it. */
export const GREETING = Uint8Array.of(0, 0, 0, 100, 0, 0, 0, HEADER_LENGTH);
/** Where what is signed begins: everything but the authenticator's handle. */
const SIGNED_FROM = 4;
/** No answer of dhcpd comes near it. */
export const LONGEST = 1 << 20;

const encoder = new TextEncoder();
const decoder = new TextDecoder('latin1');

export type Sign = (signed: Uint8Array) => Uint8Array;

/** The message as it goes over the wire; `signatureLength` octets of `sign` at its end. */
export function encodeOmapi(message: OmapiMessage, signatureLength = 0, sign?: Sign): Uint8Array {
  const header = Buffer.alloc(HEADER_LENGTH);
  const { authenticator, operation, handle, transaction, response } = message;
  [authenticator, signatureLength, operation, handle, transaction, response].forEach((value, index) => {
    header.writeUInt32BE(value >>> 0, index * 4);
  });
  const unsigned = Buffer.concat([header, ...valueParts(message.message), ...valueParts(message.object)]);
  return sign === undefined ? unsigned : Buffer.concat([unsigned, sign(unsigned.subarray(SIGNED_FROM))]);
}

function valueParts(values: OmapiValues): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (const [name, value] of values) {
    const bytes = encoder.encode(name);
    const lengths = Buffer.alloc(6);
    lengths.writeUInt16BE(bytes.length, 0);
    lengths.writeUInt32BE(value.length, 2);
    parts.push(lengths.subarray(0, 2), bytes, lengths.subarray(2), value);
  }
  return [...parts, Uint8Array.of(0, 0)];
}

/** A message and where it ends; what it was signed over, and with what. */
export interface DecodedOmapi {
  readonly message: OmapiMessage;
  readonly length: number;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/** Reads one message from the front of `bytes`: `incomplete` until all of it is there, `malformed` when it never can be. */
export function decodeOmapi(bytes: Uint8Array): DecodedOmapi | 'incomplete' | 'malformed' {
  if (bytes.length < HEADER_LENGTH) return 'incomplete';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const field = (index: number): number => view.getUint32(index * 4);
  const message = readValues(view, HEADER_LENGTH);
  if (typeof message === 'string') return message;
  const object = readValues(view, message.end);
  if (typeof object === 'string') return object;
  const signatureLength = field(1);
  const length = object.end + signatureLength;
  if (length > LONGEST) return 'malformed';
  if (length > bytes.length) return 'incomplete';
  return {
    message: {
      authenticator: field(0),
      operation: field(2),
      handle: field(3),
      transaction: field(4),
      response: field(5),
      message: message.values,
      object: object.values,
    },
    length,
    signed: bytes.subarray(SIGNED_FROM, object.end),
    signature: bytes.subarray(object.end, length),
  };
}

function readValues(view: DataView, start: number) {
  const values = new Map<string, Uint8Array>();
  let at = start;
  for (;;) {
    if (at + 2 > view.byteLength) return 'incomplete' as const;
    const nameLength = view.getUint16(at);
    at += 2;
    if (nameLength === 0) return { values, end: at };
    if (at + nameLength + 4 > view.byteLength) return 'incomplete' as const;
    const name = decoder.decode(bytesOf(view, at, nameLength));
    at += nameLength;
    const valueLength = view.getUint32(at);
    at += 4;
    if (at + valueLength > LONGEST) return 'malformed' as const;
    if (at + valueLength > view.byteLength) return 'incomplete' as const;
    values.set(name, bytesOf(view, at, valueLength));
    at += valueLength;
  }
}

function bytesOf(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

export function textValue(text: string): Uint8Array {
  return encoder.encode(text);
}

export function numberValue(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** undefined when the value is not a 32-bit number. */
export function readNumber(value: Uint8Array | undefined): number | undefined {
  if (value?.length !== 4) return undefined;
  return new DataView(value.buffer, value.byteOffset, 4).getUint32(0);
}

export function readText(value: Uint8Array | undefined): string | undefined {
  return value === undefined ? undefined : decoder.decode(value);
}
