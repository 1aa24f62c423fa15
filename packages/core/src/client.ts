/**
 * What a command needs when a server answers. It loads fast: nothing here loads the rest of core before a call is made in
 * this process.
 */
export type { Candidate, Completes } from './complete/types.ts';
export { loginName } from './control/author.ts';
export { createControlClient } from './control/client.ts';
export { findSocket } from './control/find-socket.ts';
export { openControl, type OpenControlOptions } from './control/open-control.ts';
export type { Authorship, Control, Outcome } from './control/procedure.ts';
export * from './control/procedures/index.ts';
export { formatError, isMusterError, MusterError, messageOf } from './errors/muster-error.ts';
export { formatBytes, formatClock, formatDuration, formatEvent } from './progress/format.ts';
export { parseDuration } from './progress/expect/duration.ts';
export { BOOT_STATES, type BootState, type BootView, type RemarkView, type StageView } from './progress/view-schema.ts';
export { foldNodeSet } from './registry/nodeset-fold.ts';
