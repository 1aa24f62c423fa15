import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLUSTER, macOf, nodeNumbers } from './cluster.ts';
import type { Comparison } from './comparison.ts';
import { STATIC_PATH, startNginx } from './nginx.ts';
import type { BenchServer, Place } from './server.ts';
import { type Connections, forgetClosedConnections, type WebLoad, wrk } from './wrk.ts';

const SECONDS = 3;
const WARM_UP_SECONDS = 8;
const PORT = 9873;
const KINDS: readonly { readonly connections: Connections; readonly about: string }[] = [
  { connections: 'close', about: 'a connection each' },
  { connections: 'keep-alive', about: 'connections kept' },
];

interface Answered {
  /** Requests a second. */
  readonly rate: number;
  readonly cpuMicroseconds: number;
  readonly p99: number;
}

interface Contender {
  readonly server: BenchServer;
  /** File of the paths that are asked for. */
  readonly paths: string;
  readonly rounds: Record<Connections, Answered[]>;
}

/** The nodes' iPXE scripts, each rendered for its node, beside nginx that serves one of them as a file. */
export class Scripts {
  readonly #contenders: readonly [Contender, Contender];

  private constructor(contenders: readonly [Contender, Contender]) {
    this.#contenders = contenders;
  }

  static async create(muster: BenchServer, place: Place): Promise<Scripts> {
    const url = `http://${muster.network.address}:${PORT}/ipxe/${macOf(CLUSTER.nodes / 2)}`;
    const { stdout } = await muster.client.exec('curl', ['-sfS', url]);
    if (!/^kernel /m.test(stdout)) throw new Error(`this is no script that boots:\n${stdout}`);
    const nginx = await startNginx(place, `${stdout}\n`);
    const contender = async (server: BenchServer, paths: readonly string[]): Promise<Contender> => {
      const file = join(place.folder, `paths-of-${server.name}`);
      await writeFile(file, `${paths.join('\n')}\n`);
      return { server, paths: file, rounds: { close: [], 'keep-alive': [] } };
    };
    const paths = nodeNumbers().map((node) => `/ipxe/${macOf(node)}`);
    const scripts = new Scripts([await contender(muster, paths), await contender(nginx, [STATIC_PATH])]);
    await scripts.#warmUp();
    return scripts;
  }

  /** Not measured: every node's script has been made once, and the program is compiled. */
  async #warmUp(): Promise<void> {
    for (const { server, paths } of this.#contenders) {
      await forgetClosedConnections(server.client);
      await this.#load(server, paths, 'close', WARM_UP_SECONDS);
    }
  }

  async round(): Promise<void> {
    for (const { connections } of KINDS) {
      for (const { server, paths, rounds } of this.#contenders) {
        const before = await server.cpuSeconds();
        const load = await this.#load(server, paths, connections, SECONDS);
        const cpu = (await server.cpuSeconds()) - before;
        rounds[connections].push({
          rate: load.requests / load.seconds,
          cpuMicroseconds: (cpu * 1e6) / load.requests,
          p99: load.p99,
        });
      }
    }
  }

  results(): Comparison[] {
    return KINDS.flatMap(({ connections, about }) => {
      const row = (what: string, unit: string, value: (one: Answered) => number, goal: Comparison['goal'] = {}) =>
        this.#row(connections, { what: `${what}, ${about}`, unit, goal }, value);
      const close = connections === 'close';
      return [
        row('scripts a second', '/s', (one) => one.rate, close ? { ratioAtLeast: 0.3 } : {}),
        row('processor time a script', 'µs', (one) => one.cpuMicroseconds, close ? { atMost: 250 } : {}),
        row('99 % of scripts within', 'ms', (one) => one.p99),
      ];
    });
  }

  async #load(server: BenchServer, paths: string, connections: Connections, seconds: number): Promise<WebLoad> {
    return await wrk(server.client, `http://${server.network.address}:${PORT}`, { paths, connections, seconds });
  }

  async stop(): Promise<void> {
    await this.#contenders[1].server.stop();
  }

  #row(
    connections: Connections,
    about: Pick<Comparison, 'what' | 'unit' | 'goal'>,
    value: (one: Answered) => number,
  ): Comparison {
    const [muster, nginx] = this.#contenders;
    const beside = { name: nginx.server.name, values: nginx.rounds[connections].map(value) };
    return { part: 'script', ...about, ours: muster.rounds[connections].map(value), beside };
  }
}
