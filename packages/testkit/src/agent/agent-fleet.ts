import { type AgentCosts, FakeAgent, type FakeAgentFacts } from './fake-agent.ts';

/** A change that all agents of a fleet have taken up. */
export interface FleetChange {
  /** Counts from 1, what they got at first. */
  readonly change: number;
  /** `Date.now()` of the first and of the last agent. */
  readonly first: number;
  readonly last: number;
  /** How many agents fetched each path. */
  readonly paths: Readonly<Record<string, number>>;
  /** Octets of all archives together. */
  readonly bytes: number;
}

/** Agents at work. */
export interface AgentFleet {
  /** What all of them asked since they began. */
  costs(): AgentCosts;
  /** Resolves when all have stopped. */
  readonly done: Promise<void>;
}

/** Boots so many at a time. */
const BOOTING = 50;

/** Boots agents and has them poll until the signal is aborted; tells of the n-th change when every agent has had its n-th. */
export async function startAgents(
  machines: readonly FakeAgentFacts[],
  signal: AbortSignal,
  onChange: (change: FleetChange) => void,
): Promise<AgentFleet> {
  const agents = machines.map((facts) => new FakeAgent(facts));
  for (let start = 0; start < agents.length; start += BOOTING) {
    await Promise.all(agents.slice(start, start + BOOTING).map((agent) => agent.boot(signal)));
  }
  const changes = new Map<number, FleetChange & { agents: number }>();
  const runs = agents.map((agent) => {
    let count = 0;
    return agent.run(signal, ({ at, files, bytes }) => {
      if (files.length === 0) return;
      count += 1;
      const before = changes.get(count) ?? { change: count, first: at, last: at, paths: {}, bytes: 0, agents: 0 };
      const paths: Record<string, number> = { ...before.paths };
      for (const file of files) paths[file] = (paths[file] ?? 0) + 1;
      const now = { ...before, last: at, paths, bytes: before.bytes + bytes, agents: before.agents + 1 };
      changes.set(count, now);
      const { agents: had, ...told } = now;
      if (had === agents.length) onChange(told);
    });
  });
  return {
    done: Promise.all(runs).then(() => undefined),
    costs: () =>
      agents.reduce<AgentCosts>(
        (sum, { costs }) => ({
          requests: sum.requests + costs.requests,
          later: sum.later + costs.later,
          failed: sum.failed + costs.failed,
        }),
        { requests: 0, later: 0, failed: 0 },
      ),
  };
}
