import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { addressOf } from './cluster.ts';
import type { BenchServer } from './server.ts';
import { TFTP_FILES, type TftpFile } from './tftp-servers.ts';

const SOURCE = fileURLToPath(new URL('../../tftp-load.go', import.meta.url));
const BLKSIZE = 1468;

/** What many clients want at the same time. */
export interface Reading {
  /** Path in front of the file's name. */
  readonly folder: string;
  readonly file: TftpFile;
  readonly clients: number;
  /** 1: lockstep. */
  readonly windowsize: number;
}

export interface TftpResult {
  /** 10^6 octets a second, from the first request to the end of the last transfer. */
  readonly megabytesPerSecond: number;
  /** Milliseconds of the server's processor for 10^6 octets. */
  readonly cpuMilliseconds: number;
  readonly failed: number;
}

/** TFTP clients, each at the address of a node; a program of its own in Go, which costs less than the servers it asks. */
export class TftpLoad {
  readonly #program: string;

  private constructor(program: string) {
    this.#program = program;
  }

  static async create(folder: string): Promise<TftpLoad> {
    const program = join(folder, 'tftp-load');
    const env = { ...process.env, CGO_ENABLED: '0', GO111MODULE: 'off', GOFLAGS: '' };
    await promisify(execFile)('go', ['build', '-o', program, SOURCE], { env, timeout: 120_000 });
    return new TftpLoad(program);
  }

  async read(server: BenchServer, { folder, file, clients, windowsize }: Reading): Promise<TftpResult> {
    const args = {
      server: server.network.address,
      first: addressOf(0),
      clients,
      file: `${folder}${file}`,
      size: TFTP_FILES[file],
      blksize: BLKSIZE,
      windowsize,
    };
    const words = Object.entries(args).flatMap(([name, value]) => [`-${name}`, String(value)]);
    const before = await server.cpuSeconds();
    const { stdout } = await server.client.exec(this.#program, words, { timeoutMs: 240_000 });
    const { bytes, seconds, failed } = JSON.parse(stdout) as { bytes: number; seconds: number; failed: number };
    const megabytes = bytes / 1e6;
    return {
      megabytesPerSecond: megabytes / seconds,
      cpuMilliseconds: (((await server.cpuSeconds()) - before) * 1000) / megabytes,
      failed,
    };
  }
}
