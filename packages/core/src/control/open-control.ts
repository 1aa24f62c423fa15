import type { FindOptions } from '../config/find-file.ts';
import { createControlClient } from './client.ts';
import { findSocket } from './find-socket.ts';
import { createLocalControl, type LocalControlOptions } from './local.ts';
import type { Control } from './procedure.ts';
import { hello } from './procedures/server.ts';

export interface OpenControlOptions extends LocalControlOptions {
  /** How the configuration is found. */
  readonly find: FindOptions;
}

/** Nobody is behind the socket: no server was started, or one was killed. */
const NOBODY = ['ENOENT', 'ECONNREFUSED', 'ENOTDIR', 'ENOTSOCK'];

/** Control over a site: through its server when one answers, else over the files, under their lock. */
export async function openControl(options: OpenControlOptions): Promise<Control> {
  const client = createControlClient({ ...options, socket: await findSocket(options.find) });
  try {
    await client.call(hello, {});
    return client;
  } catch (error) {
    await client.close();
    if (NOBODY.includes(codeOf((error as Error).cause))) return createLocalControl(options);
    throw error;
  }
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
}
