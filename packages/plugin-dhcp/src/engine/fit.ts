import { type DhcpMessage, encodeDhcp } from '@muster/wire';

/** A reply that may be larger than its client takes. */
export interface Draft {
  readonly reply: DhcpMessage;
  /** Codes that may be left out, the least important first. */
  readonly dispensable: readonly number[];
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
  for (let omitted = 0; ; omitted += 1) {
    try {
      return { packet: encodeDhcp(reply, size), leftOut: dispensable.slice(0, omitted) };
    } catch (error) {
      const code = dispensable[omitted];
      if (!isTooLarge(error)) throw error;
      if (code === undefined) return undefined;
      reply.options.delete(code);
    }
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'DHCP_MESSAGE_TOO_LARGE';
}
