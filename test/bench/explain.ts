import { fileURLToPath } from 'node:url';
import { createControlClient, explainCalls, findSocket } from '@muster/core/client';
import { CLUSTER, nameOf } from './cluster.ts';
import type { Comparison } from './comparison.ts';
import { STATIC_PATH, startNginx } from './nginx.ts';
import type { BenchServer, Place } from './server.ts';
import type { BenchSite } from './site.ts';
import { median } from './statistics.ts';

/** Milliseconds of each answer, in turns. */
export interface Asked {
  readonly explained: number[];
  readonly sent: number[];
}

interface Round {
  readonly explained: number;
  readonly sent: number;
  /** Of the server for one explanation. */
  readonly cpuMs: number;
  /** The whole command. */
  readonly commandMs: number;
}

const ASK = fileURLToPath(new URL('./ask.js', import.meta.url));
const PORT = 9873;
const NODES_A_ROUND = 50;
const COMMANDS_A_ROUND = 3;
/** Shares no factor with the number of nodes: every node has its turn before one comes again. */
const STRIDE = 1237;

/** Explanations of one node by the running server, never the same node twice, beside nginx that sends one such text as a file. */
export class Explanations {
  readonly #muster: BenchServer;
  readonly #site: BenchSite;
  readonly #nginx: BenchServer;
  readonly #socket: string;
  /** The first explanation of this server. */
  readonly #first: { readonly ms: number; readonly cpuMs: number };
  readonly #rounds: Round[] = [];
  #asked = 1;

  private constructor(
    muster: BenchServer,
    site: BenchSite,
    nginx: BenchServer,
    { socket, first }: { socket: string; first: { ms: number; cpuMs: number } },
  ) {
    this.#muster = muster;
    this.#site = site;
    this.#nginx = nginx;
    this.#socket = socket;
    this.#first = first;
  }

  static async create(muster: BenchServer, site: BenchSite, place: Place): Promise<Explanations> {
    const socket = await findSocket({ cwd: site.folder });
    const before = await muster.cpuSeconds();
    const { text, ms } = await explainFirst(socket);
    const first = { ms, cpuMs: ((await muster.cpuSeconds()) - before) * 1000 };
    return new Explanations(muster, site, await startNginx(place, text), { socket, first });
  }

  async round(): Promise<void> {
    const { network, client } = this.#nginx;
    const url = `http://${network.address}:${PORT}${STATIC_PATH}`;
    const nodes = Array.from({ length: NODES_A_ROUND }, () => this.#nextNode());
    const before = await this.#muster.cpuSeconds();
    const { stdout } = await client.exec(process.execPath, [ASK, this.#socket, url, ...nodes], { timeoutMs: 60_000 });
    const cpu = (await this.#muster.cpuSeconds()) - before;
    const asked = JSON.parse(stdout) as Asked;
    const commands: number[] = [];
    for (let count = 0; count < COMMANDS_A_ROUND; count += 1) commands.push(await this.#command());
    this.#rounds.push({
      explained: median(asked.explained),
      sent: median(asked.sent),
      cpuMs: (cpu * 1000) / nodes.length,
      commandMs: median(commands),
    });
  }

  results(): Comparison[] {
    const part = 'explain';
    const ours = (value: (round: Round) => number): number[] => this.#rounds.map(value);
    const beside = { name: this.#nginx.name, values: ours(({ sent }) => sent) };
    const times = { part, unit: 'ms', beside } as const;
    const own = { part, unit: 'ms' } as const;
    return [
      { ...times, what: 'explanation of a node', ours: ours(({ explained }) => explained), goal: { moreAtMost: 50 } },
      { ...own, what: 'processor time of an explanation', ours: ours(({ cpuMs }) => cpuMs), goal: { atMost: 50 } },
      { ...own, what: 'the first explanation of a server', ours: [this.#first.ms], goal: {} },
      { ...own, what: 'processor time of the first', ours: [this.#first.cpuMs], goal: {} },
      { ...own, what: 'the command muster explain', ours: ours(({ commandMs }) => commandMs), goal: {} },
    ];
  }

  async stop(): Promise<void> {
    await this.#nginx.stop();
  }

  async #command(): Promise<number> {
    const [program, ...args] = this.#site.command;
    const began = performance.now();
    await this.#muster.network.exec(program, [...args, 'explain', this.#nextNode(), '--output', 'json']);
    return performance.now() - began;
  }

  #nextNode(): string {
    this.#asked += 1;
    return nameOf((this.#asked * STRIDE) % CLUSTER.nodes);
  }
}

async function explainFirst(socket: string): Promise<{ readonly text: string; readonly ms: number }> {
  const control = createControlClient({ socket, authorship: { author: 'bench' } });
  const began = performance.now();
  const explanation = await control.call(explainCalls.node, { node: nameOf(STRIDE) });
  const ms = performance.now() - began;
  await control.close();
  return { text: JSON.stringify(explanation), ms };
}
