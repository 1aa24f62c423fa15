export { addressRange } from './addresses.ts';
export { findDrop } from './evaluate.ts';
export { describeDrop, readRules } from './read-rules.ts';
export type { AddressRange, Drop, Packet } from './types.ts';
