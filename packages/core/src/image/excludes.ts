import { readFile } from 'node:fs/promises';
import { resolveInRoot } from './root-path.ts';

/** Lists of patterns inside an image; Warewulf's name is read too, so that its images need no change. */
const LISTS = ['/etc/muster/excludes', '/etc/warewulf/excludes'];

/** What only means something on a running machine. The folders stay, empty: they are mount points. */
const ALWAYS = ['/proc/*', '/sys/*', '/dev/*', '/run/*', '/tmp/*'];

/** True for paths (relative, without leading slash; octets as Latin-1 characters) an archive leaves out. */
export type IsExcluded = (path: string) => boolean;

/** The image's own lists and what is always left out, as one test. A folder that matches is left out with its content. */
export async function readExcludes(root: string): Promise<IsExcluded> {
  const patterns = [...ALWAYS];
  for (const list of LISTS) {
    const file = await resolveInRoot(root, list);
    if (file === undefined) continue;
    const lines = (await readFile(file, 'latin1')).split('\n').map((line) => line.trim());
    patterns.push(...lines.filter((line) => line !== '' && !line.startsWith('#')));
  }
  const tests = patterns.map(globToRegExp);
  return (path) => tests.some((test) => test.test(path));
}

/** Shell globs on whole paths: `*` and `?` stop at slashes, `**` does not, `[a-z]` and `[!a-z]` are sets. */
function globToRegExp(glob: string): RegExp {
  const body = glob.replace(/^\/+|\/+$/g, '').replace(/\*\*|[*?]|\[!?[^\]/]+\]|./g, (token) => {
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1) return token.replace('[!', '[^').replaceAll('\\', '\\\\');
    return token.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  return new RegExp(`^${body}$`, 's');
}
