import { setTimeout as delay } from 'node:timers/promises';
import type { Comparison } from './comparison.ts';
import type { Perfdhcp } from './perfdhcp.ts';
import { RateSearch, type Trial } from './rate-search.ts';
import type { BenchServer } from './server.ts';

/** Length of one run of perfdhcp. */
const SECONDS = 2;
/** A round in which a server completed no rate without loss: reported as 0 a second. */
const NONE: Trial = { rate: 0, lost: 1, cpuMicroseconds: Number.NaN };

interface Contender {
  readonly server: BenchServer;
  readonly search: RateSearch;
  readonly rounds: Trial[];
}

/** DHCP servers under load, each in its own network: the highest rate with less than 1 % lost, and what an exchange costs there. */
export class Dhcp {
  readonly #perfdhcp: Perfdhcp;
  readonly #contenders: readonly Contender[];

  /** The first server is Muster. `start` is where its search begins, exchanges a second. */
  constructor(perfdhcp: Perfdhcp, servers: readonly { readonly server: BenchServer; readonly start: number }[]) {
    this.#perfdhcp = perfdhcp;
    this.#contenders = servers.map(({ server, start }) => ({
      server,
      search: new RateSearch(start, (rate) => this.#offer(server, rate)),
      rounds: [],
    }));
  }

  async round(): Promise<void> {
    for (const { search, rounds } of this.#contenders) {
      rounds.push((await search.round()) ?? NONE);
    }
  }

  results(): Comparison[] {
    const [muster, ...others] = this.#contenders;
    if (muster === undefined) return [];
    return others.flatMap((other): Comparison[] => [
      compare(muster, other, 'DHCP exchanges a second, < 1 % lost', '/s', (trial) => trial.rate),
      compare(muster, other, 'processor time an exchange', 'µs', (trial) => trial.cpuMicroseconds),
    ]);
  }

  async #offer(server: BenchServer, rate: number): Promise<Trial> {
    const before = await server.cpuSeconds();
    const load = await this.#perfdhcp.run(server.client, server.network.address, rate, SECONDS);
    const seconds = (await server.cpuSeconds()) - before;
    await idle(server);
    return { rate: load.rate, lost: load.lost, cpuMicroseconds: (seconds * 1e6) / load.done };
  }
}

/** What a server still has in its queue would be answered in the next run, too late. */
async function idle(server: BenchServer): Promise<void> {
  for (let waits = 0; waits < 20; waits += 1) {
    const before = await server.cpuSeconds();
    await delay(250);
    if ((await server.cpuSeconds()) - before < 0.05) return;
  }
}

function compare(
  muster: Contender,
  { server, rounds }: Contender,
  what: string,
  unit: string,
  value: (trial: Trial) => number,
): Comparison {
  const goals: Readonly<Record<string, Comparison['goal']>> = {
    'kea /s': { ratioAtLeast: 1.5 },
    'kea µs': { ratioAtMost: 0.6 },
    'dnsmasq /s': { ratioAtLeast: 10 },
    'dhcpd /s': { ratioAtLeast: 10 },
  };
  return {
    part: 'dhcp',
    what,
    unit,
    ours: muster.rounds.map(value),
    beside: { name: server.name, values: rounds.map(value) },
    goal: goals[`${server.name} ${unit}`] ?? {},
  };
}
