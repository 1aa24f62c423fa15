export { type BootSessionsOptions, createBootSessions } from './create-sessions.ts';
export { createLeaseBook } from './lease-book.ts';
export { type HeldLease, HeldLeases } from './held-leases.ts';
export type { SessionLimits } from './table.ts';
export type * from './types.ts';
