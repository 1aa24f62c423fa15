import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Network } from '../lab/index.ts';
import { CLUSTER, macOf } from './cluster.ts';
import type { Comparison } from './comparison.ts';
import type { BenchSite } from './site.ts';
import type { Memory } from './usage.ts';

/** From the start of a process until it was ready. */
export interface ProbeResult {
  readonly ms: number;
  /** Processor time until then, all threads. */
  readonly cpuMs: number;
  /** A second later. */
  readonly memory: Memory;
}

/** `cold`: nothing is kept from an earlier start but the nodes' keys. `warm`: started before with the same registry. */
const VARIANTS = ['cold', 'warm'] as const;
type Variant = (typeof VARIANTS)[number];

const PROBE = fileURLToPath(new URL('./probe.js', import.meta.url));
const PARSE_YAML = fileURLToPath(new URL('./parse-yaml.js', import.meta.url));

/** From the start of the server until it answers the first boot script, beside js-yaml's parse of the same registry. */
export class StartUp {
  readonly #site: BenchSite;
  readonly #network: Network;
  readonly #parse: ProbeResult[] = [];
  readonly #starts: Record<Variant, ProbeResult[]> = { cold: [], warm: [] };

  constructor(site: BenchSite, network: Network) {
    this.#site = site;
    this.#network = network;
  }

  async round(): Promise<void> {
    const { registry, command } = this.#site;
    const url = `http://${this.#network.address}:9873/ipxe/${macOf(CLUSTER.nodes / 2)}`;
    this.#parse.push(await this.#probe('output', 'parsed', [process.execPath, PARSE_YAML, registry]));
    await this.#forget();
    for (const variant of VARIANTS) this.#starts[variant].push(await this.#probe('http', url, [...command, 'serve']));
  }

  results(): Comparison[] {
    const rows = VARIANTS.flatMap((variant): Comparison[] => {
      const starts = this.#starts[variant];
      const about = variant === 'cold' ? 'nothing kept' : 'started before';
      const limit = variant === 'cold' ? { ratioAtMost: 2 } : {};
      return [
        this.#row(`start to first boot script, ${about}`, 'ms', starts, (one) => one.ms, limit),
        this.#row(`processor time of that, ${about}`, 'ms', starts, (one) => one.cpuMs),
      ];
    });
    const memory = (one: ProbeResult): number => one.memory.total;
    return [
      ...rows,
      this.#row('resident memory after a start, nothing kept', 'MB', this.#starts.cold, memory, { atMost: 160 }),
      this.#row('resident memory after a start, started before', 'MB', this.#starts.warm, memory, { atMost: 160 }),
    ];
  }

  #row(
    what: string,
    unit: string,
    starts: readonly ProbeResult[],
    value: (one: ProbeResult) => number,
    goal: Comparison['goal'] = {},
  ): Comparison {
    const beside = { name: 'js-yaml', values: this.#parse.map(value) };
    return { part: 'start', what, unit, ours: starts.map(value), beside, goal };
  }

  async #forget(): Promise<void> {
    for (const name of ['registry-last-good.json', 'snapshot.json']) {
      await rm(join(this.#site.state, name), { force: true });
    }
  }

  async #probe(kind: 'http' | 'output', target: string, command: readonly string[]): Promise<ProbeResult> {
    const log = join(this.#site.folder, 'start.log');
    const args = [PROBE, kind, target, log, ...command];
    const { stdout } = await this.#network.exec(process.execPath, args, { timeoutMs: 120_000 });
    return JSON.parse(stdout) as ProbeResult;
  }
}
