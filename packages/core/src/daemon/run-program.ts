import { daemonErrors } from '../errors/daemon.ts';
import type { Logger } from '../plugin/types.ts';
import { findProgram } from './find-program.ts';
import { levelOfLine } from './level-of-line.ts';
import { tether } from './tether.ts';
import type { DaemonExit, DaemonProgram } from './types.ts';

/** Lines an error repeats. */
const LAST_WORDS = 5;
const SETTLED_MS = 300;
const READY_WITHIN_MS = 15_000;
export const KILL_AFTER_MS = 5_000;

/** One run of a program, from its start to its end. */
export interface RunningProgram {
  readonly pid: number;
  /** `Date.now()` of its start. */
  readonly since: number;
  /** Resolves when it serves. Rejects with DAEMON_DIED_AT_START or DAEMON_NOT_READY; it is ended then. */
  readonly ready: Promise<void>;
  readonly exited: Promise<DaemonExit>;
  /** False once it has ended. */
  signal(signal: NodeJS.Signals): boolean;
  /** SIGTERM, then SIGKILL; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts a program; its lines go to `log`. It is ended with this process. Throws DAEMON_NOT_INSTALLED. */
export async function runProgram(program: DaemonProgram, log: Logger): Promise<RunningProgram> {
  const file = await findProgram(program.command);
  if (file === undefined) throw daemonErrors.notInstalled(program.name, program.command, program.packageName);
  const { execa } = await import('execa');
  const [command = file, ...args] = [...(await tether()), file, ...program.args];
  const child = execa(command, args, {
    all: true,
    buffer: false,
    reject: false,
    stdin: 'ignore',
    forceKillAfterDelay: program.killAfter ?? KILL_AFTER_MS,
    // Output is matched and quoted: it must not depend on the administrator's language.
    env: { LC_ALL: 'C.UTF-8', ...program.env },
  });
  const exited = new Promise<DaemonExit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
    child.once('error', () => {
      resolve({ code: null, signal: null });
    });
  });
  const lines = new Lines(program, log);
  const read = (async () => {
    for await (const line of child.iterable({ from: 'all' })) lines.add(line);
  })().catch(() => undefined);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  const ready = becomesReady(program, lines, exited, read);
  const settled = ready.catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  // Whoever stops a program that is not ready yet need not wait for this.
  settled.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    since: Date.now(),
    ready: settled,
    exited,
    signal: (signal) => child.exitCode === null && child.signalCode === null && child.kill(signal),
    stop,
  };
}

/** What a program says, line by line. */
class Lines {
  readonly last: string[] = [];
  readonly ready: Promise<void>;
  readonly #program: DaemonProgram;
  readonly #log: Logger;
  #isReady: () => void = () => undefined;

  constructor(program: DaemonProgram, log: Logger) {
    this.#program = program;
    this.#log = log;
    this.ready = new Promise((resolve) => {
      this.#isReady = resolve;
    });
  }

  add(line: string): void {
    if (line.trim() === '') return;
    this.last.push(line);
    if (this.last.length > LAST_WORDS) this.last.shift();
    const level = (this.#program.levelOf ?? levelOfLine)(line);
    this.#log[level]({ daemon: this.#program.name }, line);
    this.#program.onLine?.(line);
    if (this.#program.ready?.test(line) === true) this.#isReady();
  }
}

async function becomesReady(
  program: DaemonProgram,
  lines: Lines,
  exited: Promise<DaemonExit>,
  read: Promise<void>,
): Promise<void> {
  const within = program.readyWithin ?? READY_WITHIN_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, program.ready === undefined ? SETTLED_MS : within, 'late');
  });
  const first = await Promise.race([lines.ready.then(() => 'ready' as const), exited, late]);
  clearTimeout(timer);
  if (first === 'ready' || (first === 'late' && program.ready === undefined)) return;
  if (first === 'late') throw daemonErrors.notReady(program.name, within / 1000, lines.last);
  await Promise.race([read, new Promise((resolve) => setTimeout(resolve, SETTLED_MS))]);
  throw daemonErrors.diedAtStart(program.name, howItEnded(first), lines.last);
}

/** For the log: `exit code 1`, `SIGKILL`. */
export function howItEnded({ code, signal }: DaemonExit): string {
  return signal ?? (code === null ? 'it could not be started' : `exit code ${code}`);
}
