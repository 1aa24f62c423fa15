export { createHistory, type HistoryOptions } from './create-history.ts';
export { diffSnapshots, type SnapshotDifference } from './diff.ts';
export { finishRollback, type Rollback, type RollbackParts, rollBack } from './rollback.ts';
export type * from './types.ts';
