import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client, LabProcess } from '../lab/index.ts';

export interface WatchFacts {
  /** The DHCP server's address, and the client's own, which it relays by. */
  readonly server: string;
  readonly relay: string;
  /** Exchanges begun a second. */
  readonly rate: number;
  /** File of the machines that make them, a hardware address a line. */
  readonly macs: string;
  /** Hardware address of the machine whose answer changes. */
  readonly watched: string;
}

/** What the machines beside the watched one met. */
export interface LoadMet {
  readonly done: number;
  readonly failed: number;
  /** Most packets that one of them sent again. */
  readonly mostRetries: number;
}

const PATIENCE_MS = 60_000;

/** Machines under way at an even rate, and one that asks the server what its address is now. */
export class ChangeWatch {
  readonly #process: LabProcess;

  constructor(client: Client, { server, relay, rate, macs, watched }: WatchFacts) {
    // Found from the source and from the compiled benchmark.
    const here = fileURLToPath(import.meta.url);
    const script = path.join(here.slice(0, here.lastIndexOf('/test/')), 'test/helpers/change-watch.mjs');
    const args = [script, server, relay, String(rate), macs, watched];
    this.#process = client.spawn(process.execPath, args, { name: 'change-watch' });
  }

  /** `Date.now()` when the machine was first offered this address. */
  async offered(address: string): Promise<number> {
    const pattern = new RegExp(`"offered":"${address.replaceAll('.', '\\.')}","at":(\\d+)`);
    await this.#process.waitForOutput(pattern, { timeoutMs: PATIENCE_MS });
    return Number(pattern.exec(this.#process.output)?.[1]);
  }

  async end(): Promise<LoadMet> {
    process.kill(this.#process.pid, 'SIGTERM');
    await this.#process.waitForOutput(/"load":/, { timeoutMs: PATIENCE_MS });
    await this.#process.exited;
    const line = this.#process.output.split('\n').find((text) => text.startsWith('{"load":')) ?? '{}';
    return (JSON.parse(line) as { load: LoadMet }).load;
  }
}

/** When a file was put in place by a rename: its change of status, milliseconds since the epoch. */
export async function committedAt(file: string): Promise<number> {
  return (await stat(file)).ctimeMs;
}
