import { daemonErrors } from '../errors/daemon.ts';
import type { Logger } from '../plugin/types.ts';
import { Daemon } from './daemon.ts';
import { findProgram } from './find-program.ts';
import type { DaemonProgram, ManagedProgram } from './types.ts';

/** A program that systemd runs as a unit of the distribution; what of {@link DaemonProgram} is not systemd's business. */
export interface UnitProgram extends Pick<DaemonProgram, 'name' | 'ready' | 'readyWithin' | 'levelOf' | 'onLine'> {
  /** Without `.service`. */
  readonly unit: string;
  /** Done before every start by us, while it does not run. */
  readonly prepare?: () => Promise<void>;
}

const READY_WITHIN_MS = 15_000;

/**
 * Has systemd start a unit anew (systemctl), and reads its log (`journalctl --follow`). It goes on when Muster ends, and
 * starting it after its death is systemd's.
 */
export class SystemdUnit implements ManagedProgram {
  readonly #program: UnitProgram;
  readonly #journal: Daemon;
  #onReady: () => void = () => undefined;

  constructor(program: UnitProgram, log: Logger) {
    this.#program = program;
    const { name, unit, levelOf, onLine, ready } = program;
    this.#journal = new Daemon(
      {
        name: `journalctl of ${unit}`,
        command: 'journalctl',
        args: ['--follow', '--lines=0', '--output=json', '--output-fields=MESSAGE', `--unit=${unit}`],
        packageName: 'systemd',
        levelOf: () => 'debug',
        onLine: (line) => {
          const said = messageIn(line);
          if (said === undefined) return;
          log[levelOf?.(said) ?? 'info']({ daemon: name }, said);
          onLine?.(said);
          if (ready?.test(said) === true) this.#onReady();
        },
      },
      // Its lines are entries of the journal, which are told on above.
      { ...log, debug: () => undefined },
    );
  }

  async start(): Promise<void> {
    await this.#journal.start();
    await this.restart();
  }

  /** Rejects with DAEMON_UNIT_FAILED, or DAEMON_NOT_READY when its log does not say in time that it serves. */
  async restart(): Promise<void> {
    const { name, ready, readyWithin = READY_WITHIN_MS, prepare } = this.#program;
    await this.#systemctl('stop');
    await prepare?.();
    let timer: NodeJS.Timeout | undefined;
    const serves = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, readyWithin, false);
      this.#onReady = () => {
        resolve(true);
      };
    });
    try {
      await this.#systemctl('start');
      if (ready !== undefined && !(await serves)) throw daemonErrors.notReady(name, readyWithin / 1000, []);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends reading its log; the unit itself goes on. */
  async stop(): Promise<void> {
    await this.#journal.stop();
  }

  async #systemctl(verb: 'start' | 'stop'): Promise<void> {
    const { unit, name } = this.#program;
    const systemctl = await findProgram('systemctl');
    if (systemctl === undefined) throw daemonErrors.notInstalled(name, 'systemctl', 'systemd');
    const { execa } = await import('execa');
    const { failed, all } = await execa(systemctl, [verb, `${unit}.service`], {
      all: true,
      reject: false,
      stdin: 'ignore',
      env: { LC_ALL: 'C.UTF-8' },
    });
    if (failed) throw daemonErrors.unitFailed(name, unit, verb, all.trim());
  }
}

/** What an entry of the journal says; undefined for what is no text (systemd.journal-fields(7), journalctl(1)). */
function messageIn(line: string): string | undefined {
  try {
    const { MESSAGE } = JSON.parse(line) as { MESSAGE?: unknown };
    return typeof MESSAGE === 'string' ? MESSAGE : undefined;
  } catch {
    return undefined;
  }
}
