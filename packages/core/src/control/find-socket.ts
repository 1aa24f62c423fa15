import path from 'node:path';
import type { FindOptions } from '../config/find-file.ts';
import { quickPaths } from '../config/quick-paths.ts';
import { SOCKET_NAME } from './protocol.ts';

/** Path of a site's control socket, whether a server runs or not. Throws CONFIG_* errors. */
export async function findSocket(options: FindOptions): Promise<string> {
  return path.join((await quickPaths(options)).state, SOCKET_NAME);
}
