import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Links followed before a path counts as a loop; Linux's own limit (path_resolution(7)). */
const LINK_LIMIT = 40;

/**
 * Where `path` leads for a process whose root is `root`: absolute links and `..` stay inside, so a link of the image
 * never reaches a file of this machine. Absolute path on this machine; undefined when nothing is there.
 */
export async function resolveInRoot(root: string, path: string): Promise<string | undefined> {
  const todo = segments(path);
  const done: string[] = [];
  let links = 0;
  for (let name = todo.shift(); name !== undefined; name = todo.shift()) {
    if (name === '..') {
      done.pop();
      continue;
    }
    const here = join(root, ...done, name);
    const found = await lstat(here).catch(() => undefined);
    if (found === undefined) return undefined;
    if (!found.isSymbolicLink()) {
      done.push(name);
      continue;
    }
    links += 1;
    if (links > LINK_LIMIT) return undefined;
    const target = await readlink(here);
    if (target.startsWith('/')) done.length = 0;
    todo.unshift(...segments(target));
  }
  return join(root, ...done);
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}
