import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentCosts, FleetChange } from '@muster/testkit';
import type { LabProcess } from '../lab/index.ts';
import { type FleetSite, nodeAddress, nodeMac } from './fleet-site.ts';

const SCRIPT = fileURLToPath(new URL('./agent-fleet.mjs', import.meta.url));
const PATIENCE_MS = 300_000;

/** Agents of all nodes of a fleet site, in a process of their own. */
export class AgentFleetProcess {
  readonly #process: LabProcess;
  readonly #folder: string;

  static async start({ network, site }: FleetSite, nodes: number): Promise<AgentFleetProcess> {
    const folder = await mkdtemp(path.join(tmpdir(), 'muster-agents-'));
    const file = path.join(folder, 'machines');
    const lines = Array.from({ length: nodes }, (_, node) => `${nodeMac(node)} ${nodeAddress(node)}\n`);
    await writeFile(file, lines.join(''));
    const agents = network.spawn(process.execPath, [SCRIPT, site.url, file], { name: 'agents' });
    return new AgentFleetProcess(agents, folder);
  }

  private constructor(agents: LabProcess, folder: string) {
    this.#process = agents;
    this.#folder = folder;
  }

  /** The n-th change, once every agent has it; 1 is what they get at first. */
  async change(number: number): Promise<FleetChange> {
    const line = await this.#line(new RegExp(`^\\{"change":${number},.*$`, 'm'));
    return JSON.parse(line) as FleetChange;
  }

  /** What they have asked since they began. */
  async costs(): Promise<AgentCosts & { readonly at: number }> {
    const asked = Date.now();
    process.kill(this.#process.pid, 'SIGUSR1');
    for (;;) {
      const lines = [...this.#process.output.matchAll(/^\{"costs":.*$/gm)].map(([text]) => text);
      const told = lines.map((text) => JSON.parse(text) as { costs: AgentCosts; at: number }).at(-1);
      if (told !== undefined && told.at >= asked) return { ...told.costs, at: told.at };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    await this.#process.stop('SIGTERM');
    await rm(this.#folder, { recursive: true });
  }

  async #line(pattern: RegExp): Promise<string> {
    await this.#process.waitForOutput(pattern, { timeoutMs: PATIENCE_MS });
    return pattern.exec(this.#process.output)?.[0] ?? '';
  }
}
