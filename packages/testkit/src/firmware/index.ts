export { type BootOptions, type BootReport, bootMachine } from './boot-machine.ts';
export type { FaultCode } from './fault.ts';
export { type FakeMachine, fakeMachine, type MachineFacts } from './machine.ts';
export { RelayAgent, type RelayOptions } from './relay-agent.ts';
export type { StageTime } from './trace.ts';
