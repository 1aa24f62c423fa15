import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../lab/index.ts';
import { macOf, nodeNumbers } from './cluster.ts';

/** What one run of perfdhcp(8) found. */
export interface Load {
  /** Exchanges that ended with an ACK. */
  readonly done: number;
  /** Those in a second. */
  readonly rate: number;
  /** Share of begun exchanges that got no ACK, 0 to 1. */
  readonly lost: number;
}

/** Option 93: x64 UEFI; option 60 as its firmware sends it (RFC 4578). */
const BOOTING = ['-o', '93,0007', '-o', `60,${Buffer.from('PXEClient:Arch:00007:UNDI:003016').toString('hex')}`];
/** After the last packet is sent, answers count for this long. */
const WAIT_US = 500_000;

/** Makes exchanges (DISCOVER, OFFER, REQUEST, ACK) of the cluster's booting nodes, relayed by the client's address. */
export class Perfdhcp {
  readonly #macs: string;

  private constructor(macs: string) {
    this.#macs = macs;
  }

  static async create(folder: string): Promise<Perfdhcp> {
    const macs = join(folder, 'macs');
    await writeFile(
      macs,
      `${nodeNumbers()
        .map((node) => macOf(node))
        .join('\n')}\n`,
    );
    return new Perfdhcp(macs);
  }

  /** Offers `rate` exchanges a second for `seconds`, each of a node taken at random. */
  async run(client: Client, server: string, rate: number, seconds: number): Promise<Load> {
    const period = ['-r', String(rate), '-p', String(seconds), '-W', String(WAIT_US)];
    const args = ['-4', '-M', this.#macs, ...period, ...BOOTING, server];
    // Exit code 3 says that some exchanges were not completed, which is a result.
    const { stdout, stderr, exitCode } = await client.exec('perfdhcp', args, { reject: false, timeoutMs: 30_000 });
    const begun = count(stdout, 'DISCOVER-OFFER', 'sent');
    const done = count(stdout, 'REQUEST-ACK', 'received');
    if (begun === 0 || (exitCode !== 0 && exitCode !== 3)) {
      throw new Error(`perfdhcp failed (exit code ${exitCode}): ${stderr}${stdout}`);
    }
    return { done, rate: done / seconds, lost: 1 - done / begun };
  }
}

function count(output: string, exchange: string, what: 'sent' | 'received'): number {
  const section = output.slice(output.indexOf(`Statistics for: ${exchange}`));
  return Number(new RegExp(`^${what} packets: (\\d+)`, 'm').exec(section)?.[1] ?? 0);
}
