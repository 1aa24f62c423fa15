import { writeFile } from 'node:fs/promises';
import {
  Daemon,
  type Follower,
  type Lifecycle,
  type Logger,
  orBefore,
  placeChecked,
  type Snapshot,
} from '@muster/core';
import { checkFile, PACKAGE } from '../check.ts';
import { inOneFile, textsOf } from '../conf/texts.ts';
import type { DnsmasqConf } from '../conf/types.ts';
import type { DnsmasqOptions } from '../options.ts';
import type { DnsmasqFiles } from './files.ts';
import { levelOfDnsmasq } from './lines.ts';

export interface ServerParts {
  readonly files: DnsmasqFiles;
  readonly options: DnsmasqOptions;
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  readonly onLine: (line: string) => void;
}

const FIRST_LINE = '# Made by Muster, which runs dnsmasq with it; changes here are lost.';
/** How long dnsmasq may take to read its files again before that is taken for done. */
const READ_WITHIN_MS = 5_000;

/** dnsmasq as a child of Muster: its files follow the registry. */
export class DnsmasqServer implements Follower {
  readonly #parts: ServerParts;
  readonly #daemon: Daemon;
  #onRead: (file: string) => void = () => undefined;
  /** It was not brought to the files that stand: the next time it is, whatever changes. */
  #isBehind = false;

  constructor(parts: ServerParts) {
    const { files, options, log, onLine } = parts;
    this.#parts = parts;
    this.#daemon = new Daemon(
      {
        name: 'dnsmasq',
        command: options.program,
        args: [`--conf-file=${files.conf}`, '--pid-file='],
        packageName: PACKAGE,
        ready: /^dnsmasq\[\d+\]: started, version /,
        levelOf: levelOfDnsmasq,
        onLine,
        record: files.child,
      },
      log,
    );
  }

  /**
   * Starts dnsmasq for a snapshot. Files that it refuses do not keep it from starting with the last ones it found good;
   * without any, this rejects.
   */
  async start(snapshot: Snapshot): Promise<void> {
    const { files, log } = this.#parts;
    await orBefore({ name: 'dnsmasq', file: files.conf, log }, () => this.#place(snapshot));
    await this.#daemon.start();
  }

  async apply(snapshot: Snapshot): Promise<void> {
    const changed = await this.#place(snapshot);
    if (changed.length === 0 && !this.#isBehind) return;
    const restart = this.#isBehind || changed.includes(this.#parts.files.conf);
    this.#isBehind = true;
    if (restart) await this.#daemon.restart();
    else await this.#readAgain();
    this.#isBehind = false;
  }

  /** To be told of every file that dnsmasq says it has read. */
  hasRead(file: string): void {
    this.#onRead(file);
  }

  async close(): Promise<void> {
    await this.#daemon.stop();
  }

  /** Resolves when dnsmasq answers by its new files: it reads the options last, and answers nobody meanwhile. */
  async #readAgain(): Promise<void> {
    const { files, options } = this.#parts;
    const last = options.dhcp === 'off' ? files.names : files.options;
    let timer: NodeJS.Timeout | undefined;
    const read = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, READ_WITHIN_MS);
      this.#onRead = (file) => {
        if (file === last) resolve();
      };
    });
    if (this.#daemon.signal('SIGHUP')) await read;
    clearTimeout(timer);
    this.#onRead = () => undefined;
  }

  /** The files that changed. */
  async #place(snapshot: Snapshot): Promise<readonly string[]> {
    const { files, lifecycle } = this.#parts;
    const conf = await lifecycle.render('dnsmasq-conf', { snapshot });
    if (conf === undefined) throw new Error('no plugin renders dnsmasq-conf');
    const texts = textsOf(conf, FIRST_LINE);
    const placed = (['conf', 'hosts', 'options', 'names'] as const).map((key) => ({
      file: files[key],
      text: texts[key],
    }));
    return placeChecked('dnsmasq', placed, () => this.#check(conf));
  }

  async #check(conf: DnsmasqConf): Promise<void> {
    const { files, options } = this.#parts;
    const parts = inOneFile(conf);
    await writeFile(files.checked, `${parts.flatMap(({ lines }) => lines).join('\n')}\n`);
    await checkFile(options.program, files.checked, parts);
  }
}
