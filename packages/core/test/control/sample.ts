import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { siteFromObject } from '../../src/config/index.ts';
import { createControlClient } from '../../src/control/client.ts';
import type { AnyProcedure, Control } from '../../src/control/procedure.ts';
import { procedures } from '../../src/control/procedures/index.ts';
import { type ControlServer, openControlServer } from '../../src/control/server.ts';
import { takeSeat } from '../../src/control/socket.ts';
import type { Logger } from '../../src/plugin/types.ts';
import { type OpenSite, openSite } from '../../src/site/index.ts';

export const quiet: Logger = { debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 };

export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-control-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A site on files in a folder of its own, its HTTP server on a free port of the loopback. */
export async function sampleSite(folder: string, log = quiet): Promise<OpenSite> {
  const config = { networks: { cluster: { cidr: '127.0.0.0/8', address: '127.0.0.1' } }, http: { port: 0 } };
  const site = await openSite({ site: siteFromObject(config, folder), folder, log });
  onTestFinished(() => site.close());
  return site;
}

/** A server of these procedures, and a client of it. */
export interface SampleServer {
  readonly site: OpenSite;
  readonly server: ControlServer;
  readonly control: Control;
  readonly socket: string;
}

export async function sampleServer(
  more: readonly AnyProcedure[] = [],
  options: { beatMs?: number; silenceMs?: number; log?: Logger; warn?: (error: unknown) => void } = {},
): Promise<SampleServer> {
  const site = await sampleSite(await tempFolder());
  const { silenceMs, warn, log = quiet, ...ours } = options;
  await site.snapshots.start((snapshot, previous) =>
    site.provisioner.refresh({ kind: 'snapshot', snapshot, previous }),
  );
  const seat = await takeSeat(site.site.paths.state);
  const server = await openControlServer({ site, seat, procedures: [...procedures, ...more], log, ...ours });
  const control = createControlClient({
    socket: seat.socket,
    authorship: { author: 'ada', reason: 'wär es nicht schön?' },
    ...(warn === undefined ? {} : { warn }),
    ...(silenceMs === undefined ? {} : { silenceMs }),
  });
  onTestFinished(async () => {
    await control.close();
    await server.close();
    await seat.leave();
  });
  return { site, server, control, socket: seat.socket };
}

/** What a client that is not ours gets. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

export function raw(
  socket: string,
  method: string,
  url: string,
  options: { body?: string | Buffer; headers?: Record<string, string> } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: socket, method, path: url, headers: options.headers ?? {} }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(options.body);
  });
}
