export { completeOffline, type OfflineOptions } from './complete-offline.ts';
export type { Candidate, Completes } from './types.ts';
