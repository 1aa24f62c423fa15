import type { Snapshot } from '@muster/core';
import { OPTIONS } from '@muster/wire';
import type { ServedNetwork } from '../network.ts';
import type { BootAnswer } from './boot-file.ts';
import type { Exchange } from './exchange.ts';

/** From OFFER to REQUEST; firmware that takes longer has its answer made anew. */
const KEEP_MS = 10_000;
/** Transactions remembered: as many as a storm has open at once. */
const MOST = 10_000;

/** What a REQUEST has that its DISCOVER has not; everything else is the same, or the answer may be another. */
const OF_REQUEST: ReadonlySet<number> = new Set([
  OPTIONS.messageType.code,
  OPTIONS.requestedAddress.code,
  OPTIONS.serverIdentifier.code,
]);

interface Transaction {
  readonly boot: BootAnswer;
  readonly snapshot: Snapshot;
  readonly giaddr: number;
  readonly options: ReadonlyMap<number, Uint8Array>;
  readonly until: number;
}

/**
 * What was offered to whom, for the REQUEST that follows: OFFER and ACK of one transaction (client and `xid`, RFC 2131
 * §4.1) name the same boot file, and it is rendered once.
 */
export class TransactionMemory {
  readonly #transactions = new Map<string, Transaction>();

  get size(): number {
    return this.#transactions.size;
  }

  /** Keeps what a DISCOVER is answered with. */
  remember(exchange: Exchange, network: ServedNetwork, boot: BootAnswer): void {
    const { snapshot, message, now } = exchange;
    const { giaddr, options } = message;
    const key = keyOf(exchange, network);
    this.#transactions.delete(key);
    this.#transactions.set(key, { boot, snapshot, giaddr, options, until: now + KEEP_MS });
    for (const [oldest, { until }] of this.#transactions) {
      if (this.#transactions.size <= MOST && until > now) break;
      this.#transactions.delete(oldest);
    }
  }

  /** What the DISCOVER of this REQUEST was answered with, once; undefined when anything that may matter has changed. */
  take(exchange: Exchange, network: ServedNetwork): BootAnswer | undefined {
    const key = keyOf(exchange, network);
    const offered = this.#transactions.get(key);
    if (offered === undefined) return undefined;
    this.#transactions.delete(key);
    const { snapshot, message, now } = exchange;
    if (offered.until <= now || offered.snapshot !== snapshot || offered.giaddr !== message.giaddr) return undefined;
    return sameOptions(offered.options, message.options) ? offered.boot : undefined;
  }
}

function keyOf({ client, message }: Exchange, network: ServedNetwork): string {
  return `${client} ${message.xid} ${network.name}`;
}

/** The same options with the same values, but for those a REQUEST alone has. */
function sameOptions(before: ReadonlyMap<number, Uint8Array>, now: ReadonlyMap<number, Uint8Array>): boolean {
  let left = 0;
  for (const code of before.keys()) if (!OF_REQUEST.has(code)) left += 1;
  for (const code of now.keys()) {
    if (OF_REQUEST.has(code)) continue;
    const value = before.get(code);
    if (value === undefined || !sameBytes(value, now.get(code))) return false;
    left -= 1;
  }
  return left === 0;
}

/** Most values have a few octets: a loop over them is quicker than a call of Buffer.compare. */
function sameBytes(some: Uint8Array, others: Uint8Array | undefined): boolean {
  if (some.length !== others?.length) return false;
  for (let index = 0; index < some.length; index += 1) if (some[index] !== others[index]) return false;
  return true;
}
