import { daemonErrors } from '../errors/daemon.ts';
import { messageOf } from '../errors/index.ts';
import type { Logger } from '../plugin/types.ts';
import { BackOff } from './back-off.ts';
import { endLeftover, forgetChild, recordChild } from './leftover.ts';
import { howItEnded, KILL_AFTER_MS, type RunningProgram, runProgram } from './run-program.ts';
import type { BackOffSettings, DaemonExit, DaemonProgram, ManagedProgram } from './types.ts';

export type DaemonState = 'stopped' | 'starting' | 'running' | 'waiting';

/**
 * Keeps an external program running: started as a child, its death noticed and mended with growing waits, stopped
 * cleanly. Calls run one after the other; `stop` cuts short what is under way.
 */
export class Daemon implements ManagedProgram {
  readonly #program: DaemonProgram;
  readonly #log: Logger;
  readonly #backOff: BackOff;
  #wanted = false;
  #running: RunningProgram | undefined;
  #starting: RunningProgram | undefined;
  /** Signals that came while it comes up, when it may not know them yet; undefined at other times. */
  #early: Set<NodeJS.Signals> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(program: DaemonProgram, log: Logger, backOff?: BackOffSettings) {
    this.#program = program;
    this.#log = log;
    this.#backOff = new BackOff(backOff);
  }

  get state(): DaemonState {
    if (this.#running !== undefined) return 'running';
    if (this.#starting !== undefined) return 'starting';
    return this.#timer === undefined ? 'stopped' : 'waiting';
  }

  /** Process number while it runs. */
  get pid(): number | undefined {
    return this.#running?.pid;
  }

  /** Resolves when it serves. When it does not come up it is not tried again: the rejection says why. */
  start(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#wanted) return;
      this.#wanted = true;
      try {
        const { record, killAfter = KILL_AFTER_MS, name } = this.#program;
        const ended = record === undefined ? undefined : await endLeftover(record, killAfter);
        if (ended !== undefined) this.#log.warn({ daemon: name, pid: ended }, `ended a ${name} of before`);
        await this.#launch();
      } catch (error) {
        this.#wanted = false;
        throw error;
      }
    });
  }

  /** Stops and starts it, at once when it waits after a death. Rejects when it does not come up; it is then tried again. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#wanted) return;
      this.#cancelWait();
      const old = this.#running;
      this.#running = undefined;
      await old?.stop();
      try {
        await this.#launch();
      } catch (error) {
        if (this.#isWanted()) this.#mend(0);
        throw error;
      }
    });
  }

  /**
   * Sends a signal (SIGHUP: read files again); one that is coming up gets it as soon as it serves. False when it does not
   * run; it reads them at its next start.
   */
  signal(signal: NodeJS.Signals): boolean {
    if (this.#early === undefined) return this.#running?.signal(signal) ?? false;
    this.#early.add(signal);
    return true;
  }

  /** Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.#cancelWait();
    await this.#starting?.stop();
    await this.#inTurn(async () => {
      const running = this.#running;
      this.#running = undefined;
      await running?.stop();
      if (this.#program.record !== undefined) await forgetChild(this.#program.record);
    });
  }

  async #launch(): Promise<void> {
    const early = new Set<NodeJS.Signals>();
    this.#early = early;
    const child = await this.#comeUp().finally(() => {
      this.#early = undefined;
    });
    this.#running = child;
    void child.exited.then((exit) => {
      this.#ended(child, exit);
    });
    for (const signal of early) child.signal(signal);
  }

  /** Resolves when it serves. */
  async #comeUp(): Promise<RunningProgram> {
    const { name, record, prepare } = this.#program;
    await prepare?.();
    const child = await runProgram(this.#program, this.#log);
    this.#starting = child;
    try {
      if (record !== undefined) await recordChild(record, child.pid);
      // Asked again: `stop` may have come while the program was being started.
      if (!this.#isWanted()) throw daemonErrors.stopped(name);
      await child.ready;
      if (!this.#isWanted()) throw daemonErrors.stopped(name);
    } catch (error) {
      await child.stop();
      throw this.#isWanted() ? error : daemonErrors.stopped(name);
    } finally {
      this.#starting = undefined;
    }
    return child;
  }

  #ended(child: RunningProgram, exit: DaemonExit): void {
    if (this.#running !== child) return;
    this.#running = undefined;
    this.#log.error({ daemon: this.#program.name }, `${this.#program.name} ended by itself (${howItEnded(exit)})`);
    this.#mend(Date.now() - child.since);
  }

  #mend(ranFor: number): void {
    const { name } = this.#program;
    const wait = this.#backOff.after(ranFor);
    this.#log.warn({ daemon: name, wait }, `${name} is started again in ${wait / 1000} s`);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#inTurn(() => this.#tryAgain());
    }, wait);
  }

  async #tryAgain(): Promise<void> {
    if (!this.#wanted || this.#running !== undefined || this.#timer !== undefined) return;
    try {
      await this.#launch();
    } catch (error) {
      if (!this.#isWanted()) return;
      this.#log.error({ daemon: this.#program.name }, messageOf(error));
      this.#mend(0);
    }
  }

  #isWanted(): boolean {
    return this.#wanted;
  }

  #cancelWait(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
