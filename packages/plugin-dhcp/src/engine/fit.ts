import { type DhcpMessage, encodeDhcp } from '@muster/wire';

/** A reply that may be larger than its client takes. */
export interface Draft {
  readonly reply: DhcpMessage;
  /** Codes that may be left out, the least important first. */
  readonly dispensable: () => readonly number[];
}

/** An answer on the wire. */
export interface EncodedReply {
  readonly packet: Uint8Array;
  /** Codes of options the client's packets have no room for. */
  readonly leftOut: readonly number[];
}

/** The reply within its size, if need be without what it can do without; undefined when it does not fit all the same. */
export function encodeFitting(
  { reply, dispensable }: Draft,
  size: NonNullable<Parameters<typeof encodeDhcp>[1]>,
): EncodedReply | undefined {
  const leftOut: number[] = [];
  let codes: Iterator<number> | undefined;
  for (;;) {
    try {
      return { packet: encodeDhcp(reply, size), leftOut };
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      codes ??= dispensable().values();
      const next = codes.next();
      if (next.done === true) return undefined;
      leftOut.push(next.value);
      reply.options.delete(next.value);
    }
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'DHCP_MESSAGE_TOO_LARGE';
}
