import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { LabError } from './lab-error.ts';
import { lastLines, type TextMatch, TextStream, type WaitOptions } from './text-stream.ts';

export interface ExecOptions {
  readonly cwd?: string | undefined;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly input?: string | undefined;
  /** Milliseconds, not stretched; none unless given. */
  readonly timeoutMs?: number | undefined;
  /** `false` returns a failure's exit code instead of throwing. */
  readonly reject?: boolean | undefined;
  /** Called with every line of standard error as it comes, for progress. */
  readonly onErrorLine?: ((line: string) => void) | undefined;
}

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  /** -1 when a signal or the time limit ended the command. */
  readonly exitCode: number;
}

/**
 * Runs a command to its end.
 * @throws {LabError} `LAB_COMMAND_FAILED` with the end of its standard error, unless `reject` is false.
 */
export async function run(command: string, args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const child = execa(command, args, {
    reject: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  });
  const { onErrorLine } = options;
  if (onErrorLine !== undefined) {
    for await (const line of child.iterable({ from: 'stderr' })) onErrorLine(line);
  }
  const result = await child;
  if (result.failed && options.reject !== false) {
    const why =
      result.exitCode === undefined ? (result.shortMessage ?? 'no reason given') : `exit code ${result.exitCode}`;
    throw new LabError(
      'LAB_COMMAND_FAILED',
      `${[command, ...args].join(' ')} failed (${why}): ${lastLines(result.stderr, 8)}`,
      'Run the command by hand to see more; a missing program is listed in scripts/debian-packages.txt.',
    );
  }
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode ?? -1 };
}

export interface ProcessExit {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** A program that keeps running beside the test. */
export interface LabProcess {
  readonly name: string;
  readonly pid: number;
  /** Standard output and standard error, as they came. */
  readonly output: string;
  readonly exited: Promise<ProcessExit>;
  waitForOutput(pattern: RegExp | string, options?: WaitOptions): Promise<TextMatch>;
  write(text: string): void;
  /** Sends the signal (SIGTERM unless given), SIGKILL five seconds later, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<ProcessExit>;
}

export interface SpawnOptions {
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** For messages; the command's name unless given. */
  readonly name?: string | undefined;
  /** Called with every chunk of output, before it is kept. */
  readonly onOutput?: ((chunk: string) => void) | undefined;
}

/** @throws {LabError} `LAB_COMMAND_FAILED` when the program cannot be started at all. */
export function start(command: string, args: readonly string[], options: SpawnOptions = {}): LabProcess {
  const name = options.name ?? command;
  const child = execa(command, args, {
    reject: false,
    buffer: false,
    stdin: 'pipe',
    forceKillAfterDelay: 5000,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  if (child.pid === undefined) {
    throw new LabError(
      'LAB_COMMAND_FAILED',
      `${name} could not be started: ${[command, ...args].join(' ')}`,
      'Install what is missing; scripts/debian-packages.txt lists it.',
    );
  }
  const stream = new TextStream();
  for (const source of [child.stdout, child.stderr]) {
    source.setEncoding('utf8').on('data', (chunk: string) => {
      options.onOutput?.(chunk);
      stream.push(chunk);
    });
  }
  // Writing to a program that has just ended is no error here: its exit says so.
  child.stdin.on('error', () => undefined);
  // Not the promise of execa, which also waits for the pipes: a grandchild that lives on would hold them open.
  const closed = once(child, 'close');
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (exitCode: number | null, signal: NodeJS.Signals | null) => {
      void Promise.race([closed, delay(500)]).then(() => {
        stream.end();
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
      });
    });
  });
  return {
    name,
    pid: child.pid,
    exited,
    get output() {
      return stream.text;
    },
    waitForOutput: (pattern, wait = {}) =>
      stream.waitFor(pattern, wait, (why) => {
        const reason = {
          timeout: 'nothing came in time',
          ended: 'it ended',
          unless: `${String(wait.unless)} came first`,
        };
        return new LabError(
          'LAB_OUTPUT_MISSING',
          `${name} was to print ${String(pattern)}, but ${reason[why]}. Its last lines:\n${lastLines(stream.text, 20)}`,
          'Read the lines above; MUSTER_LAB_SLOW=2 doubles every time limit.',
        );
      }),
    write: (text) => {
      child.stdin.write(text);
    },
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return await exited;
    },
  };
}
