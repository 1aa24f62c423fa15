export { findDrop } from './evaluate.ts';
export { describeDrop, readRules } from './read-rules.ts';
export type { Drop, Packet } from './types.ts';
