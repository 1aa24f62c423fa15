export { formatBytes, formatClock, formatDuration, formatEvent, formatTimeline } from './format.ts';
export { createTimeline, type TimelineLimits } from './timeline.ts';
export type { ProgressEvent, Timeline } from './types.ts';
