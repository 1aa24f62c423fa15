import { canonicalIPv6 } from '@muster/wire';

/** What is known of one IPv6 address: who was given it and until when. */
export interface Lease6 {
  /** A MAC address, or `duid:HEX` where none is known. */
  readonly client: string;
  /** Of the identity association it was given to. */
  readonly iaid: number;
  /** In the form of RFC 5952. */
  readonly address: string;
  /** Key of `networks` in the configuration. */
  readonly network: string;
  /** Milliseconds since the epoch; until then it proves who asks from the address, also when it was given back. */
  readonly expires: number;
  readonly state: 'bound' | 'released' | 'declined';
  /** The node's name. */
  readonly hostname: string;
}

/** One line of the journal, with its newline. */
export function lease6Line(lease: Lease6): string {
  return `${JSON.stringify(lease)}\n`;
}

/** The lease of a journal line; undefined for anything else, such as the torn last line of a crash. */
export function parseLease6Line(line: string): Lease6 | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { client, iaid, address, network, expires, state, hostname } = value as Record<string, unknown>;
  if (typeof client !== 'string' || typeof network !== 'string' || typeof hostname !== 'string') return undefined;
  if (typeof address !== 'string' || canonicalIPv6(address) !== address) return undefined;
  if (typeof expires !== 'number' || !Number.isFinite(expires) || typeof iaid !== 'number') return undefined;
  if (state !== 'bound' && state !== 'released' && state !== 'declined') return undefined;
  return { client, iaid, address, network, expires, state, hostname };
}
