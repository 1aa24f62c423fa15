export { type DhcpLoad, type DhcpLoadOptions, dhcpLoad } from './dhcp-load.ts';
export { type FleetOptions, type FleetProgress, runFleet } from './run-fleet.ts';
export { type ServerUsage, UsageMeter } from './server-usage.ts';
export { type FleetOptionTexts, type FleetSettings, readSettings } from './settings.ts';
export { type SimulatedNetwork, type SimulatedNode, type Simulation, simulate } from './simulate.ts';
export type { Spread } from './statistics.ts';
export type { FleetSummary, PerThousand } from './summary.ts';
export { stageRows, summaryLines } from './summary-text.ts';
export type { FaultCount, StageSummary } from './tally.ts';
