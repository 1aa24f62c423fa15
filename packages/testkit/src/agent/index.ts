export { type AgentFleet, type FleetChange, startAgents } from './agent-fleet.ts';
export { type AgentChange, type AgentCosts, FakeAgent, type FakeAgentFacts } from './fake-agent.ts';
