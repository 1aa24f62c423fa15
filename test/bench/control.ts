import { fileURLToPath } from 'node:url';
import { CLUSTER } from './cluster.ts';
import type { Comparison } from './comparison.ts';
import { ownNodes } from './own-nodes.ts';
import type { BenchServer } from './server.ts';

/** What one boot costs the server: milliseconds of its processor. */
export interface BootCosts {
  readonly offer: number;
  readonly script: number;
  readonly overlays: number;
  /** Of both overlays as they are sent, 1000 bytes. */
  readonly kilobytes: number;
}

interface Contender {
  readonly server: BenchServer;
  readonly rounds: BootCosts[];
}

const BOOTS = fileURLToPath(new URL('./boots.js', import.meta.url));
const NODES_A_ROUND = 300;
const NODES_TO_WARM_UP = 100;

/** Boots of nodes, never the same twice, by a server with the `hosts` overlay beside one without it. */
export class ControlPath {
  readonly #contenders: readonly [Contender, Contender];
  #next = 0;

  private constructor(contenders: readonly [Contender, Contender]) {
    this.#contenders = contenders;
  }

  static async create(withHosts: BenchServer, without: BenchServer): Promise<ControlPath> {
    const contender = (server: BenchServer): Contender => ({ server, rounds: [] });
    const path = new ControlPath([contender(withHosts), contender(without)]);
    for (const { server } of path.#contenders) await ownNodes(server);
    await path.#boot(NODES_TO_WARM_UP);
    return path;
  }

  async round(): Promise<void> {
    const costs = await this.#boot(NODES_A_ROUND);
    for (const [index, { rounds }] of this.#contenders.entries()) rounds.push(...costs.slice(index, index + 1));
  }

  results(): Comparison[] {
    const row = (what: string, unit: string, value: (costs: BootCosts) => number): Comparison => {
      const [ours, theirs] = this.#contenders.map(({ rounds }) => rounds.map(value));
      return {
        part: 'control',
        what,
        unit,
        ours: ours ?? [],
        beside: { name: 'without hosts', values: theirs ?? [] },
        goal: {},
      };
    };
    return [
      row('processor time a boot, hosts overlay', 'ms', ({ offer, script, overlays }) => offer + script + overlays),
      row('of that for the DHCP exchange', 'ms', ({ offer }) => offer),
      row('of that for the script', 'ms', ({ script }) => script),
      row('of that for both overlays', 'ms', ({ overlays }) => overlays),
      row('both overlays as they are sent', 'kB', ({ kilobytes }) => kilobytes),
    ];
  }

  /** The same nodes at both servers, one server after the other. */
  async #boot(count: number): Promise<BootCosts[]> {
    const costs: BootCosts[] = [];
    for (const { server } of this.#contenders) {
      const { client, network, pid } = server;
      const args = [BOOTS, network.address, String(pid), String(this.#next), String(count)];
      const { stdout } = await client.exec(process.execPath, args, { timeoutMs: 240_000 });
      costs.push(JSON.parse(stdout) as BootCosts);
    }
    this.#next = (this.#next + count) % CLUSTER.nodes;
    return costs;
  }
}
