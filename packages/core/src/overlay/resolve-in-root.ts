import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import path from 'node:path';

/** Links followed at most, as the kernel does (path_resolution(7)). */
const MAX_LINKS = 40;

/**
 * The file that `name` is for a machine whose root is `root`: links, absolute ones too, stay inside. undefined when there
 * is none. The result's own components hold no links, as long as nobody changes the tree meanwhile.
 */
export function resolveInRoot(root: string, name: string): string | undefined {
  let waiting = name.split('/');
  let links = 0;
  let done: string[] = [];
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      done.pop();
      continue;
    }
    const file = path.join(root, ...done, part);
    const stats = lstat(file);
    if (stats === undefined) return undefined;
    if (!stats.isSymbolicLink()) {
      done.push(part);
      continue;
    }
    if (++links > MAX_LINKS) return undefined;
    const target = readlinkSync(file);
    if (target.startsWith('/')) done = [];
    waiting = [...target.split('/'), ...waiting];
  }
  return path.join(root, ...done);
}

function lstat(file: string): Stats | undefined {
  try {
    return lstatSync(file);
  } catch {
    return undefined;
  }
}
