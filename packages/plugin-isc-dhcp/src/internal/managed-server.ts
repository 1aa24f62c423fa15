import {
  type DhcpEvent,
  type Follower,
  type Logger,
  type ManagedProgram,
  messageOf,
  orBefore,
  placeChecked,
  type Snapshot,
} from '@muster/core';
import type { Places } from './places.ts';
import { keepAside } from './unit-files.ts';

/** What is particular to a program; `Conf` is its configuration before it is text. */
export interface Backend<Conf> {
  readonly program: { readonly name: string };
  /** The program, which is to tell its lines. */
  runs(onLine: (line: string) => void): ManagedProgram;
  readonly places: Places;
  /** Done before the first start, besides placing the configuration. */
  install?(): Promise<void>;
  render(snapshot: Snapshot): Promise<Conf>;
  textOf(conf: Conf): string;
  /** Has the program read the candidate. Rejects with DAEMON_REFUSED. */
  check(candidate: string, conf: Conf): Promise<void>;
  /** Brings the program that runs to what is in place, without a restart. `before`: what it has read. False when it cannot. */
  update(before: Conf | undefined, after: Conf): Promise<boolean>;
  eventIn(line: string): DhcpEvent | undefined;
}

/** A DHCP server that Muster runs: its configuration follows the registry. */
export class ManagedServer<Conf> implements Follower {
  readonly #backend: Backend<Conf>;
  readonly #daemon: ManagedProgram;
  readonly #log: Logger;
  /** What the program that runs has read; undefined when it runs with a file of before. */
  #read: Conf | undefined;

  private constructor(backend: Backend<Conf>, onEvent: (event: DhcpEvent) => void, log: Logger) {
    this.#backend = backend;
    this.#log = log;
    const onLine = (line: string): void => {
      const event = backend.eventIn(line);
      if (event !== undefined) onEvent(event);
    };
    this.#daemon = backend.runs(onLine);
  }

  /**
   * Starts the program for a snapshot. A configuration that it refuses does not keep it from starting with the last one it
   * found good; without any, this rejects.
   */
  static async start<Conf>(
    backend: Backend<Conf>,
    snapshot: Snapshot,
    onEvent: (event: DhcpEvent) => void,
    log: Logger,
  ): Promise<ManagedServer<Conf>> {
    const server = new ManagedServer(backend, onEvent, log);
    const { name } = backend.program;
    const { conf: file, ofDistribution } = backend.places;
    if (ofDistribution) await keepAside(file);
    await backend.install?.();
    server.#read = await orBefore({ name, file, log }, async () => {
      const conf = await backend.render(snapshot);
      await server.#place(conf);
      return conf;
    });
    await server.#daemon.start();
    return server;
  }

  async apply(snapshot: Snapshot): Promise<void> {
    const conf = await this.#backend.render(snapshot);
    // After an update that failed the file stands, and the program goes by another.
    if (!(await this.#place(conf)) && this.#read !== undefined) return;
    const before = this.#read;
    this.#read = undefined;
    if (!(await this.#update(before, conf))) await this.#daemon.restart();
    this.#read = conf;
  }

  async close(): Promise<void> {
    await this.#daemon.stop();
  }

  async #update(before: Conf | undefined, after: Conf): Promise<boolean> {
    try {
      return await this.#backend.update(before, after);
    } catch (error) {
      this.#log.warn({ err: error }, `${this.#backend.program.name} is restarted instead: ${messageOf(error)}`);
      return false;
    }
  }

  /** False when nothing changed. */
  async #place(conf: Conf): Promise<boolean> {
    const { places, program } = this.#backend;
    const { conf: file, mode, group } = places;
    const placed = { file, text: this.#backend.textOf(conf), mode, group };
    const changed = await placeChecked(program.name, [placed], (candidateOf) =>
      this.#backend.check(candidateOf(file), conf),
    );
    return changed.length > 0;
  }
}
