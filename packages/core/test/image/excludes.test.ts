import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readExcludes } from '../../src/image/excludes.ts';

it('excludes are the shell globs of the image and the content of its mount points', async () => {
  const root = await mkdtemp(join(tmpdir(), 'muster-excludes-'));
  try {
    await mkdir(join(root, 'etc/muster'), { recursive: true });
    await mkdir(join(root, 'etc/warewulf'), { recursive: true });
    await writeFile(join(root, 'etc/muster/excludes'), '# notes\n/usr/share/doc\nvar/log/*.log\n\n/opt/**/cache\n');
    await writeFile(join(root, 'etc/warewulf/excludes'), '/boot/[!v]*\n/srv/a?c/\n/odd.(x)\n');
    const isExcluded = await readExcludes(root);
    const out = [
      'proc/1',
      'sys/x',
      'dev/null',
      'run/lock',
      'usr/share/doc',
      'var/log/a.log',
      'opt/a/b/cache',
      'boot/initrd',
      'srv/abc',
      'odd.(x)',
    ];
    const stays = ['proc', 'dev', 'usr/share/docs', 'var/log/a/b.log', 'boot/vmlinuz', 'srv/a/c', 'oddx(x)', 'etc'];
    expect(out.filter((path) => !isExcluded(path))).toEqual([]);
    expect(stays.filter(isExcluded)).toEqual([]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
