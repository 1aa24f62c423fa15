/** A length-prefixed string of the SSH protocol (RFC 4251 §5). */
export function sshString(value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** A big-endian unsigned 32-bit number. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A non-negative multiple-precision integer: no leading zeros, but one where the first bit is set (RFC 4251 §5). */
export function mpint(value: Uint8Array): Buffer {
  let start = 0;
  while (start < value.length && value[start] === 0) start++;
  const digits = value.subarray(start);
  const signed = (digits[0] ?? 0) >= 0x80;
  return sshString(signed ? Buffer.concat([Buffer.of(0), digits]) : digits);
}
