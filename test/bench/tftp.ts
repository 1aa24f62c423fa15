import type { Comparison, Goal } from './comparison.ts';
import { ownNodes } from './own-nodes.ts';
import type { BenchServer, Place } from './server.ts';
import { type Reading, TftpLoad, type TftpResult } from './tftp-load.ts';
import { startAtftpd, startDnsmasqTftp } from './tftp-servers.ts';

type Case = Omit<Reading, 'folder'>;

const WINDOWS: Case = { file: 'vmlinuz', clients: 100, windowsize: 16 };
const LOCKSTEP: Case = { file: 'loader.efi', clients: 100, windowsize: 1 };
const STORM: Case = { file: 'loader.efi', clients: 1000, windowsize: 1 };

/** Results of one server in one case. */
interface Runs {
  readonly server: BenchServer;
  readonly folder: string;
  readonly rounds: TftpResult[];
}

/** Transfers to many clients: in windows beside atftpd, in lockstep beside dnsmasq, and to 1,000 clients at the same time. */
export class Tftp {
  readonly #load: TftpLoad;
  readonly #windows: readonly [Runs, Runs];
  readonly #lockstep: readonly [Runs, Runs];
  readonly #storm: Runs;

  private constructor(load: TftpLoad, muster: BenchServer, folder: string, atftpd: BenchServer, dnsmasq: BenchServer) {
    const ours = (): Runs => ({ server: muster, folder, rounds: [] });
    this.#load = load;
    this.#windows = [ours(), { server: atftpd, folder: '', rounds: [] }];
    this.#lockstep = [ours(), { server: dnsmasq, folder: '', rounds: [] }];
    this.#storm = ours();
  }

  /** `folder` stands before the names of the files at Muster. */
  static async create(muster: BenchServer, folder: string, atftpd: Place, dnsmasq: Place): Promise<Tftp> {
    const load = await TftpLoad.create(atftpd.folder);
    const others = [await startAtftpd(atftpd), await startDnsmasqTftp(dnsmasq)] as const;
    for (const server of [muster, ...others]) await ownNodes(server);
    const tftp = new Tftp(load, muster, folder, ...others);
    // Not measured: programs are compiled and files are in memory.
    await tftp.#compare(tftp.#windows, WINDOWS);
    await tftp.#compare(tftp.#lockstep, LOCKSTEP);
    for (const { rounds } of [...tftp.#windows, ...tftp.#lockstep]) rounds.length = 0;
    return tftp;
  }

  async round(): Promise<void> {
    await this.#compare(this.#windows, WINDOWS);
    await this.#compare(this.#lockstep, LOCKSTEP);
    await this.#compare([this.#storm], STORM);
  }

  results(): Comparison[] {
    const speed = (one: TftpResult): number => one.megabytesPerSecond;
    const cost = (one: TftpResult): number => one.cpuMilliseconds;
    const failed = (one: TftpResult): number => one.failed;
    return [
      row('TFTP, 100 clients, windows of 16', 'MB/s', speed, this.#windows, { ratioAtLeast: 1.5 }),
      row('processor time of that', 'ms/MB', cost, this.#windows),
      row('TFTP, 100 clients, lockstep', 'MB/s', speed, this.#lockstep, { ratioAtLeast: 0.7 }),
      row('processor time of that', 'ms/MB', cost, this.#lockstep),
      row('TFTP, 1,000 clients, lockstep', 'MB/s', speed, [this.#storm]),
      row('failed transfers of 1,000', 'failed', failed, [this.#storm], { atMost: 0 }),
    ];
  }

  async stop(): Promise<void> {
    for (const [, { server }] of [this.#windows, this.#lockstep]) await server.stop();
  }

  async #compare(all: readonly Runs[], reading: Case): Promise<void> {
    for (const { server, folder, rounds } of all) {
      const result = await this.#load.read(server, { ...reading, folder });
      // A transfer that fails makes the others faster: no row but that of failures may hide it.
      if (result.failed > 0 && reading !== STORM) throw new Error(`${server.name}: ${result.failed} transfers failed`);
      rounds.push(result);
    }
  }
}

function row(
  what: string,
  unit: string,
  value: (one: TftpResult) => number,
  [ours, other]: readonly [Runs, Runs?],
  goal: Goal = {},
): Comparison {
  const beside = other && { name: other.server.name, values: other.rounds.map(value) };
  return { part: 'tftp', what, unit, ours: ours.rounds.map(value), goal, ...(beside === undefined ? {} : { beside }) };
}
