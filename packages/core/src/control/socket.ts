import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { controlErrors } from '../errors/control.ts';
import { acquireLock } from '../registry/lock.ts';
import { connectable } from './connectable.ts';
import { SOCKET_NAME } from './protocol.ts';
import { shortPath } from './short-path.ts';

const GROUP = 'muster';

/** A server that is being restarted may still be closing, ms. */
const RESTART_MS = 500;

/** The place of the one server of a state folder. */
export interface Seat {
  readonly socket: string;
  /** Puts a socket in place that `listen` opened at the path it was given. */
  open(listen: (path: string) => Promise<void>): Promise<void>;
  /** Takes the socket away and lets another server have the place. */
  leave(): Promise<void>;
}

/** Takes the place of a state folder's server. Throws CONTROL_DAEMON_RUNS while another one has it. */
export async function takeSeat(state: string): Promise<Seat> {
  const socket = path.join(state, SOCKET_NAME);
  const refused = (owner: string) => controlErrors.daemonRuns(state, owner);
  await mkdir(state, { recursive: true });
  const release = await acquireLock(path.join(state, 'daemon.lock'), RESTART_MS, refused);
  try {
    // The lock knows processes of this machine only; the server of another container may answer nevertheless.
    if ((await connectable(socket)) === 'answers') throw refused(`one answers at ${socket}`);
    await rm(socket, { force: true });
  } catch (error) {
    await release();
    throw error;
  }
  return {
    socket,
    open: (listen) => openSocket(socket, listen),
    leave: async () => {
      await rm(socket, { force: true });
      await release();
    },
  };
}

/** Opened in a folder only we can enter, then moved: at no moment may somebody connect who may not later. */
async function openSocket(socket: string, listen: (path: string) => Promise<void>): Promise<void> {
  const folder = path.dirname(socket);
  try {
    if (((await stat(folder)).mode & 0o002) !== 0) throw controlErrors.folderUnsafe(folder);
    const closed = await mkdtemp(path.join(folder, '.control-'));
    try {
      const drawn = path.join(closed, 's');
      const short = shortPath(drawn);
      await listen(short.path).finally(short.close);
      const gid = await groupId(GROUP);
      // Only root and members may give a file to a group; for anybody else it stays in their own.
      if (gid !== undefined) await chown(drawn, -1, gid).catch(() => undefined);
      await chmod(drawn, 0o660);
      await rename(drawn, socket);
    } finally {
      await rm(closed, { recursive: true, force: true });
    }
  } catch (error) {
    throw (error as { code?: unknown }).code === 'CONTROL_FOLDER_UNSAFE'
      ? error
      : controlErrors.listenFailed(socket, error);
  }
}

/** Number of a group in /etc/group (group(5)). */
async function groupId(name: string): Promise<number | undefined> {
  const text = await readFile('/etc/group', 'utf8').catch(() => '');
  const line = text.split('\n').find((entry) => entry.startsWith(`${name}:`));
  const gid = Number(line?.split(':')[2]);
  return Number.isInteger(gid) ? gid : undefined;
}
