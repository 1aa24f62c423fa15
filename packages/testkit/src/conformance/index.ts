export type { BackendNetwork, BackendNode, DhcpBackend } from './backend.ts';
export type { Behaviour } from './behaviour.ts';
export { dhcpBehaviours } from './behaviours/index.ts';
export { bootFilesOf } from './boot-files.ts';
export { describeConformance, type TestContext, type TestRunner } from './describe.ts';
export { ConformanceFailure } from './failure.ts';
export { type FirmwareFixture, firmwareFixtures, formatFixture, parseFixture } from './fixture.ts';
export {
  type ConformanceOptions,
  type ConformanceResult,
  type Departures,
  type Outcome,
  type RunOptions,
  runConformance,
} from './run.ts';
export { type OpenSocket, type SocketPlace, type SuiteSocket, type UdpEnd, udpSocket } from './socket.ts';
export { Tools } from './tools.ts';
