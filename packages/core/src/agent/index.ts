export { type AgentsOptions, createAgents } from './create-agents.ts';
export type * from './types.ts';
