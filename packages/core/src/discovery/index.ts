export { createUnknownMachines, type UnknownMachinesOptions } from './unknown-machines.ts';
export type { MachineFacts, StrangerSighting, UnknownAnswer, UnknownMachine, UnknownMachines } from './types.ts';
