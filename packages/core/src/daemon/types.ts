import type { Logger } from '../plugin/types.ts';

/** Levels a line of a program's output is passed on with. */
export type LogLevel = keyof Logger;

/** An external program that runs as a child, in the foreground, for as long as Muster serves. */
export interface DaemonProgram {
  /** What it is called in the log and in errors. */
  readonly name: string;
  /** Name or path of the program; names are also looked for in /usr/sbin and /sbin. */
  readonly command: string;
  /** Has to keep it in the foreground and its log on standard output or standard error. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Debian package the program is in, for the remedy. */
  readonly packageName?: string;
  /** Done before every start, those after a death too. */
  readonly prepare?: () => Promise<void>;
  /** A line that says it serves. Without one it counts as serving once it has lived for a moment. */
  readonly ready?: RegExp;
  /** How long it may take until it serves, milliseconds. Default 15,000. */
  readonly readyWithin?: number;
  /** Level of a line; default: error and warning by those words, else info. */
  readonly levelOf?: (line: string) => LogLevel;
  /** Told every line besides. */
  readonly onLine?: (line: string) => void;
  /** How long it may take to end after SIGTERM before SIGKILL, milliseconds. Default 5,000. */
  readonly killAfter?: number;
  /** File that remembers the running child, so that one left over by a crash is ended before another starts. */
  readonly record?: string;
}

/** An external program that is kept running, here or by systemd. */
export interface ManagedProgram {
  /** Resolves when it serves. */
  start(): Promise<void>;
  /** Has it read its files again from the start. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** How long to wait before a program that died is started again, milliseconds. */
export interface BackOffSettings {
  /** Default 500; doubled with every death. */
  readonly first?: number;
  /** Default 30,000. */
  readonly longest?: number;
  /** A program that ran this long had a good run: the next wait is the first again. Default 60,000. */
  readonly goodRun?: number;
}

/** How a program ended. */
export interface DaemonExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Something a program's own checker says against a configuration. */
export interface Complaint {
  readonly said: string;
  /** 1-based, in the file that was checked. */
  readonly line?: number | undefined;
  /** The node, network or option it comes from, as an administrator knows it: `node "n01"`. */
  readonly about?: string | undefined;
}
