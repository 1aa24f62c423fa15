export type { Boot, StageRecord } from './boots/boot.ts';
export type { BootStore, BootStoreOptions } from './boots/store.ts';
export type { TimelineLimits } from './boots/machines.ts';
export type { Cause } from './diagnose/types.ts';
export { formatBytes, formatClock, formatDuration, formatEvent, formatTimeline } from './format.ts';
export { type BootMonitor, type BootMonitorOptions, createBootMonitor } from './monitor.ts';
export { createTimeline } from './timeline.ts';
export type { ProgressEvent, Timeline, TransferProgress } from './types.ts';
export type { BootState, BootView, RemarkView, StageView } from './view-schema.ts';
