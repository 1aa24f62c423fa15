export { Daemon, type DaemonState } from './daemon.ts';
export { findProgram } from './find-program.ts';
export { levelOfLine } from './level-of-line.ts';
export { type PlacedFile, placeChecked, refusedName } from './place-checked.ts';
export { type Checker, runChecker } from './run-checker.ts';
export type { BackOffSettings, Complaint, DaemonProgram, LogLevel } from './types.ts';
