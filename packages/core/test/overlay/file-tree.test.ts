import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMusterError } from '../../src/errors/index.ts';
import { FileTree } from '../../src/overlay/file-tree.ts';
import { globTest } from '../../src/overlay/glob.ts';
import { TemplateOutput } from '../../src/overlay/template-output.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

describe('FileTree', () => {
  const entry = fc.record({
    path: fc
      .array(fc.constantFrom('a', 'b', 'a-', 'ä'), { minLength: 1, maxLength: 4 })
      .map((parts) => `/${parts.join('/')}`),
    type: fc.constantFrom('directory' as const, 'file' as const, 'symlink' as const),
  });

  it('holds every entry below directories only, after them, and once', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), (puts) => {
        const tree = new FileTree();
        for (const put of puts) tree.put({ ...put, mode: 0o644, uid: 0, gid: 0, overlay: 'o' });
        const seen = new Map<string, string>([['/', 'directory']]);
        for (const { path: name, type } of tree.entries()) {
          expect(seen.has(name)).toBe(false);
          expect(seen.get(path.posix.dirname(name))).toBe('directory');
          seen.set(name, type);
        }
        const last = puts.at(-1);
        if (last !== undefined) expect(seen.get(last.path)).toBe(last.type);
      }),
      { numRuns },
    );
  });
});

describe('TemplateOutput', () => {
  const piece = fc.oneof(fc.constantFrom('/', '..', '.', 'x', '//', '\0'), fc.string({ maxLength: 6 }));

  it('never names a file outside the root, whatever a template asks for', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const output = new TemplateOutput('/etc/dir/default');
        try {
          output.file(pieces.join(''));
        } catch (error) {
          expect(isMusterError(error) && error.code).toBe('OVERLAY_PATH_OUTSIDE');
          return;
        }
        for (const { path: name } of output.results()) {
          expect(name).toMatch(/^\/[^\0]+$/);
          expect(path.posix.normalize(name)).toBe(name);
          expect(name.endsWith('/')).toBe(false);
        }
      }),
      { numRuns },
    );
  });
});

describe('globTest', () => {
  it.each([
    ['/etc/ssh/ssh_host_*_key', '/etc/ssh/ssh_host_rsa_key', true],
    ['/etc/ssh/ssh_host_*_key', '/etc/ssh/ssh_host_rsa_key.pub', false],
    ['/etc/*', '/etc/a/b', false],
    ['/etc/**', '/etc/a/b', true],
    ['/e?c', '/etc', true],
    ['/e?c', '/e/c', false],
    ['/a.b[1]+', '/a.b[1]+', true],
    ['/a.b', '/axb', false],
  ])('%s on %s is %s', (pattern, name, matches) => {
    expect(globTest(pattern)(name)).toBe(matches);
  });
});
