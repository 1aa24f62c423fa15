import { describe } from 'vitest';
import { describeAgentFleet } from '../helpers/agent-fleet-checks.ts';

describe('50 agents of running nodes', () => {
  describeAgentFleet({ nodes: 50, idleSeconds: 5 });
});
