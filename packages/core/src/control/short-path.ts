import { closeSync, openSync } from 'node:fs';
import path from 'node:path';

/** Longest path of a socket in octets (`sun_path`, unix(7)), its final zero left out. */
const LONGEST = 107;

/** A path of a socket that fits: a longer one goes through a descriptor of its folder (proc(5)), until `close` is called. */
export function shortPath(socket: string): { readonly path: string; readonly close: () => void } {
  if (Buffer.byteLength(socket) <= LONGEST) return { path: socket, close: () => undefined };
  let folder: number | undefined;
  try {
    folder = openSync(path.dirname(socket), 'r');
  } catch {
    // There is no such folder: whoever uses the path is told so.
    return { path: socket, close: () => undefined };
  }
  const fd = folder;
  return {
    path: `/proc/self/fd/${fd}/${path.basename(socket)}`,
    close: () => {
      closeSync(fd);
    },
  };
}
