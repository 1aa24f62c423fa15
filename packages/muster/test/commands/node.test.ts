import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TempSite, tempSite } from '../temp-site.ts';

let site: TempSite;
beforeAll(async () => {
  site = await tempSite();
});
afterAll(() => site.remove());

describe('muster node', () => {
  it('changes what it is told, and says what that names and does not exist', async () => {
    await site.muster(['node', 'add', 'n09']);
    const set = ['node', 'set', 'n09', '--image', 'debain', '--system-overlays', 'hots'];
    const err = /there is no image "debain" yet.*\nthere is no overlay "hots" yet; did you mean "hosts"\?\n/;
    const done = await site.muster(set);
    expect(done).toMatchObject({ code: 0, out: 'changed 1 node\n' });
    expect(done.err).toMatch(err);
    await site.muster(['node', 'delete', 'n09', '--yes']);
  });

  it('adds, lists, shows, changes and deletes nodes', async () => {
    const add = ['node', 'add', 'n[01-02]', '--address', '127.0.0.11', '--tag', 'rack=3', '--kernel-args', 'single'];
    expect(await site.muster(add)).toMatchObject({ code: 0, out: 'added 2 nodes, made host keys for 2\n' });
    expect((await site.muster(['node', 'list'])).out).toBe(
      'NAME  PROFILES  IMAGE   HWADDR  ADDRESS       BOOT          STATE  RUNNING  ASSIGNED\n' +
        'n01   default   debian          127.0.0.11/8  greet/single  never\n' +
        'n02   default   debian          127.0.0.12/8  greet/single  never\n',
    );
    const set = ['node', 'set', 'n01', '--hwaddr', '52-54-00-12-34-56', '--loader', 'grub', '--unset', 'tags.rack'];
    expect(await site.muster(set)).toMatchObject({ code: 0, out: 'changed 1 node\n' });
    expect((await site.muster(set)).out).toBe('nothing to change: the values are these already\n');
    expect(JSON.parse((await site.muster(['node', 'list', 'n01', '--output', 'json'])).out)).toEqual([
      {
        name: 'n01',
        profiles: ['default'],
        image: 'debian',
        hwaddr: '52:54:00:12:34:56',
        address: '127.0.0.11/8',
        boot: 'grub/single',
        state: 'never',
      },
    ]);
    const shown = (await site.muster(['node', 'show', 'n01', '--origin'])).out
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(shown).toContainEqual(['FIELD', 'VALUE', 'LAYER', 'ORIGIN']);
    expect(shown).toContainEqual(['image', 'debian', 'default', 'SITE/registry/profiles.yaml:3']);
    expect(shown).toContainEqual([
      'kernel.args',
      'quiet,single',
      'default,node',
      expect.stringMatching(/nodes\.yaml:\d+$/),
    ]);
    expect(await site.muster(['node', 'delete', 'n[01-02]', '--yes'])).toMatchObject({
      code: 0,
      out: 'deleted 2 nodes\n',
    });
    expect(await site.muster(['node', 'list'])).toMatchObject({ code: 0, out: '', err: 'nothing to list\n' });
  });

  it('tells which list it cannot read, and reads the UTF-16 of spreadsheets', async () => {
    const missing = await site.muster(['node', 'import', 'none.csv', 'u1']);
    expect(missing.code).toBe(1);
    expect(missing.err).toMatch(/^CLI_FILE_UNREADABLE: none\.csv: cannot be read: ENOENT.*\n {2}remedy: /);
    await writeFile(path.join(site.folder, 'wide.txt'), Buffer.from('\uFEFF52:54:00:00:00:1a\r\n', 'utf16le'));
    expect((await site.muster(['node', 'import', 'wide.txt', 'u1'])).out).toMatch(/\nu1 +52:54:00:00:00:1a/);
    expect(await site.muster(['node', 'delete', 'u1', '--yes'])).toMatchObject({ code: 0 });
  });

  it('imports a list of MAC addresses', async () => {
    await site.write('rack.csv', 'slot,mac\n1,52:54:00:00:00:0a\n2,52:54:00:00:00:0b\n');
    const imported = await site.muster(['node', 'import', 'rack.csv', 'm[1-2]', '--first-address', '127.0.1.1']);
    expect(imported).toMatchObject({ code: 0 });
    expect(imported.out).toMatch(/^NODE .*\nm1 +52:54:00:00:00:0a +127\.0\.1\.1/);
    expect(imported.err).toContain('added 2 nodes, changed 0, made host keys for 2');
    expect(await readFile(path.join(site.folder, 'registry/nodes.yaml'), 'utf8')).toContain('52:54:00:00:00:0b');
  });

  it('says what is missing when nothing is to be changed', async () => {
    const { code, err } = await site.muster(['node', 'set', 'n01']);
    expect([code, err]).toEqual([2, expect.stringContaining('CLI_NOTHING_TO_CHANGE')]);
  });
});

describe('a command that destroys', () => {
  it('refuses where nobody can be asked', async () => {
    await site.write('registry/extra.yaml', 'nodes:\n  x1: {}\n');
    const { code, err } = await site.muster(['node', 'delete', 'x1']);
    expect(code).toBe(1);
    expect(err).toContain('CLI_CONFIRMATION_NEEDED: "Delete 1 node (x1) and their host keys?" needs an answer');
  });

  it('does nothing without a yes, and goes on with one', async () => {
    expect(await site.muster(['node', 'delete', 'x1'], { answer: '' })).toMatchObject({ code: 1 });
    expect((await site.muster(['node', 'list', 'x1'])).out).toContain('x1');
    expect(await site.muster(['node', 'delete', 'x1'], { answer: 'y' })).toMatchObject({
      code: 0,
      out: 'deleted 1 node\n',
    });
  });
});

describe('muster profile', () => {
  it('adds, lists, shows, changes and deletes profiles', async () => {
    expect((await site.muster(['profile', 'add', 'gpu', '--kernel-args', 'iommu=pt'])).out).toBe('added 1 profile\n');
    expect((await site.muster(['profile', 'set', 'gpu', '--image', 'cuda'])).out).toBe('changed 1 profile\n');
    expect((await site.muster(['profile', 'show', 'gpu'])).out).toBe(
      'FIELD        VALUE\nkernel.args  iommu=pt\nimage        cuda\n',
    );
    expect((await site.muster(['profile', 'show', 'gpu', '--output', 'yaml'])).out).toBe(
      'kernel:\n  args:\n    - iommu=pt\nimage: cuda\n',
    );
    expect((await site.muster(['profile', 'list'])).out).toMatch(/^NAME .*\ndefault +debian +\d\ngpu +cuda +0\n$/);
    expect((await site.muster(['profile', 'delete', 'gpu', '--yes'])).out).toBe('deleted 1 profile\n');
    expect((await site.muster(['profile', 'delete', 'default', '--yes'])).err).toContain('PROFILE_USED');
  });
});
