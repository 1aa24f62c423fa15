import { appendFile, readFile } from 'node:fs/promises';
import { type HeldLease, HeldLeases, type Logger, messageOf, writeFileDurably } from '@muster/core';
import { parseIPv4, parseMac } from '@muster/wire';

/** Who holds which address, kept in a file. */
export interface Acknowledged {
  readonly leases: HeldLeases;
  /** Resolves when everything told so far is in the file. */
  close(): Promise<void>;
}

/**
 * What the daemon's log says it acknowledged: its own lease file leaves out addresses that are fixed. Kept in a file so that
 * a restart of the server in the middle of a boot loses nobody's proof. Reads the file, and writes it anew without what is
 * over at `now`.
 */
export async function openAcknowledged(
  file: string,
  serves: (address: string) => boolean,
  log: Logger,
  now: number,
): Promise<Acknowledged> {
  const held = new Map<string, HeldLease>();
  for (const line of (await readFile(file, 'utf8').catch(() => '')).split('\n')) {
    const [address = '', mac = '', until = ''] = line.split(' ');
    if (parseIPv4(address) === undefined || parseMac(mac) === undefined) continue;
    if (Number(until) > now) held.set(address, { mac, until: Number(until) });
    else held.delete(address);
  }
  await rewrite(file, held);
  let lines = held.size;
  let written: Promise<void> = Promise.resolve();
  const append = (address: string, lease: HeldLease): void => {
    written = written
      .then(async () => {
        await appendFile(file, lineOf(address, lease));
        lines += 1;
        if (lines < COMPACT_LINES || lines < leases.size * 4) return;
        leases.forget(Date.now());
        await rewrite(file, leases.held);
        lines = leases.size;
      })
      .catch((error: unknown) => {
        log.warn({ file }, `leases are remembered in memory only: ${messageOf(error)}`);
      });
  };
  const leases = new HeldLeases(serves, held, append);
  return { leases, close: () => written };
}

/** Renewals make the file grow: it is rewritten when it has this many lines and mostly outdated ones. */
const COMPACT_LINES = 20_000;

async function rewrite(file: string, held: ReadonlyMap<string, HeldLease>): Promise<void> {
  await writeFileDurably(file, [...held].map(([address, lease]) => lineOf(address, lease)).join(''), 0o600);
}

function lineOf(address: string, { mac, until }: HeldLease): string {
  return `${address} ${mac} ${until}\n`;
}
