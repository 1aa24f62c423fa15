import { describe } from 'vitest';
import { describeAgentFleet } from '../helpers/agent-fleet-checks.ts';

const NODES = Number(process.env.MUSTER_AGENTS ?? 1000);

describe(`${NODES} agents of running nodes`, () => {
  describeAgentFleet({ nodes: NODES, idleSeconds: 90, reachMs: 10_000 });
});
