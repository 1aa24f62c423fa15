import { formatIPv4, parseIPv4 } from '@muster/wire';

/**
 * `bound`: acknowledged, in force until `expires`. `released`: given back; kept so that the client gets the same
 * address next time. `declined`: the client found somebody else using it; nobody gets it until `expires`.
 */
export type LeaseState = 'bound' | 'released' | 'declined';

/** What is known of one address. */
export interface Lease {
  /** `chaddr` in lower-case colon form, or `id:HEX` of option 61 for clients without a hardware address (RFC 4390). */
  readonly client: string;
  /** Unsigned 32-bit number. */
  readonly address: number;
  /** Key of `networks` in the configuration. */
  readonly network: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  readonly state: LeaseState;
  /** Option 12 as the client sent it, or the node's name. */
  readonly hostname?: string;
}

/** In force at `now`: nobody else may have the address. */
export function isActive(lease: Lease, now: number): boolean {
  return lease.state !== 'released' && lease.expires > now;
}

/** One line of the journal, with its newline. */
export function leaseLine(lease: Lease): string {
  return `${JSON.stringify({ ...lease, address: formatIPv4(lease.address) })}\n`;
}

/** The lease of a journal line; undefined for anything else, such as the torn last line of a crash. */
export function parseLeaseLine(line: string): Lease | undefined {
  const record = parseObject(line);
  if (record === undefined) return undefined;
  const { client, address: text, network, expires, state, hostname } = record;
  const address = typeof text === 'string' ? parseIPv4(text) : undefined;
  if (typeof client !== 'string' || address === undefined || typeof network !== 'string') return undefined;
  if (typeof expires !== 'number' || !Number.isFinite(expires) || !isState(state)) return undefined;
  return { client, address, network, expires, state, ...(typeof hostname === 'string' ? { hostname } : {}) };
}

function isState(value: unknown): value is LeaseState {
  return value === 'bound' || value === 'released' || value === 'declined';
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
