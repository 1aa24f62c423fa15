import { access } from 'node:fs/promises';
import {
  Daemon,
  type Lifecycle,
  type Logger,
  messageOf,
  type NetworkConfig,
  placeChecked,
  refusedName,
  type Snapshot,
} from '@muster/core';
import { checkFile, DHCPD } from '../check.ts';
import { confText, madeFrom } from '../conf-text.ts';
import { type DhcpdConf, dhcpdConf } from '../dhcpd-conf.ts';
import { OmapiClient } from '../omapi/client.ts';
import { createHost, removeHost } from '../omapi/hosts.ts';
import { newKey, omapiStatements } from '../omapi/key.ts';
import type { Settings } from '../options.ts';
import { levelOfDhcpd } from './dhcpd-lines.ts';
import type { dhcpdFiles } from './files.ts';
import { type HostChanges, hostChanges } from './host-changes.ts';
import { prepareLeaseFile } from './lease-file.ts';

export interface DhcpdParts {
  readonly files: ReturnType<typeof dhcpdFiles>;
  readonly networks: Readonly<Record<string, NetworkConfig>>;
  readonly settings: Settings;
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  readonly onLine: (line: string) => void;
}

const FIRST_LINE = '# Made by Muster, which runs dhcpd with it; changes here are lost.';

/** ISC dhcpd as a child of Muster: its configuration follows the registry. */
export class DhcpdServer {
  readonly #parts: DhcpdParts;
  readonly #daemon: Daemon;
  readonly #key = newKey();
  /** What the dhcpd that runs has read; undefined when it runs with a file of before. */
  #read: DhcpdConf | undefined;
  #turn: Promise<void> = Promise.resolve();

  private constructor(parts: DhcpdParts) {
    const { files, networks, log, onLine } = parts;
    this.#parts = parts;
    const interfaces = Object.values(networks).flatMap((network) => network.interface ?? []);
    this.#daemon = new Daemon(
      {
        ...DHCPD,
        args: ['-4', '-f', '-d', '-cf', files.conf, '-lf', files.leases, '-pf', files.pid, ...new Set(interfaces)],
        ready: /^Server starting service/,
        levelOf: levelOfDhcpd,
        onLine,
        record: files.child,
        prepare: () => prepareLeaseFile(files.leases),
      },
      log,
    );
  }

  /**
   * Starts dhcpd for a snapshot. A configuration that it refuses does not keep it from starting with the last one it found
   * good; without any, this rejects.
   */
  static async start(parts: DhcpdParts, snapshot: Snapshot): Promise<DhcpdServer> {
    const server = new DhcpdServer(parts);
    try {
      const conf = await server.#render(snapshot);
      await server.#place(conf);
      server.#read = conf;
    } catch (error) {
      const before = await access(parts.files.conf).then(
        () => true,
        () => false,
      );
      if (!before) throw error;
      parts.log.error({ err: error }, `dhcpd starts with the configuration of before: ${messageOf(error)}`);
    }
    await server.#daemon.start();
    return server;
  }

  /** Brings dhcpd to this snapshot: hosts over OMAPI, anything else by a restart. Rejects when it refuses; it then goes on. */
  apply(snapshot: Snapshot): Promise<void> {
    const turn = this.#turn.then(() => this.#apply(snapshot));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#daemon.stop();
  }

  async #apply(snapshot: Snapshot): Promise<void> {
    const conf = await this.#render(snapshot);
    if (!(await this.#place(conf))) return;
    const changes = this.#read === undefined ? undefined : hostChanges(this.#read, conf);
    this.#read = undefined;
    if (changes === undefined || !(await this.#feed(changes))) await this.#daemon.restart();
    this.#read = conf;
  }

  #render(snapshot: Snapshot): Promise<DhcpdConf> {
    const { lifecycle, settings } = this.#parts;
    const internal = omapiStatements(this.#key, settings.omapiPort);
    return dhcpdConf(lifecycle, snapshot, { ...settings, internal });
  }

  /** False when nothing changed. */
  async #place(conf: DhcpdConf): Promise<boolean> {
    const file = this.#parts.files.conf;
    // It holds the key that hosts are changed with.
    const placed = { file, text: confText(conf, FIRST_LINE), mode: 0o600 };
    const changed = await placeChecked('dhcpd', [placed], (candidateOf) =>
      checkFile(candidateOf(file), { shown: refusedName(file), madeFrom: (line) => madeFrom(conf, line) }),
    );
    return changed.length > 0;
  }

  /** False when dhcpd did not take them; a restart makes up for it. */
  async #feed({ removed, declared }: HostChanges): Promise<boolean> {
    const { log, settings } = this.#parts;
    let client: OmapiClient | undefined;
    try {
      client = await OmapiClient.open(settings.omapiPort, this.#key);
      for (const name of removed) await removeHost(client, name);
      for (const { id, ...host } of declared) await createHost(client, { ...host, name: id });
      log.info({ removed: removed.length, declared: declared.length }, 'told dhcpd of changed hosts');
      return true;
    } catch (error) {
      log.warn({ err: error }, `dhcpd is restarted for changed hosts: ${messageOf(error)}`);
      return false;
    } finally {
      client?.close();
    }
  }
}
