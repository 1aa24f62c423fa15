import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readCpio } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import { createOverlayService } from '../../src/overlay/index.ts';
import {
  renderFiles,
  renderTemplate,
  sampleKeys,
  sampleNode,
  sampleSnapshot,
  temporaryFolder,
  texts,
  writeFiles,
} from './sample.ts';

const two = sampleNode({ systemOverlays: ['a', 'b'], runtimeOverlays: ['b'] });
const kinds = (entries: readonly { type: string; path: string; overlay: string }[]): string[] =>
  entries.map(({ type, path: name, overlay }) => `${type} ${name} ${overlay}`);

describe('render', () => {
  it('lays overlays over each other in the order of the node, per context', async () => {
    const files = { 'a/rootfs/etc/x': 'a', 'a/rootfs/etc/only-a': 'a', 'b/rootfs/etc/x.ww': 'b of {{.Id}}' };
    expect(texts(await renderFiles(files, two))).toEqual({ '/etc/only-a': 'a', '/etc/x': 'b of n1' });
    expect(texts(await renderFiles(files, two, { context: 'runtime' }))).toEqual({ '/etc/x': 'b of n1' });
    expect((await renderFiles({}, sampleNode({ systemOverlays: [] }))).entries).toEqual([]);
  });

  it('replaces links and files by directories and the other way round, without reaching behind a link', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'a/rootfs/d/inner/file': 'gone',
      'a/rootfs/f': 'a',
      'b/rootfs/f/file': 'b',
      'b/rootfs/d': 'b',
      'b/rootfs/l/x': 'b',
    });
    await symlink('/etc', path.join(folder, 'a/rootfs/l'));
    const service = createOverlayService({ dirs: [{ origin: 'distribution', folder }], keys: sampleKeys() });
    const snapshot = sampleSnapshot([two], { overlays: await service.scan() });
    const { entries } = await service.render(two, 'system', snapshot);
    expect(kinds(entries)).toEqual(['file /d b', 'directory /f b', 'file /f/file b', 'directory /l b', 'file /l/x b']);
  });

  it('delivers a link as a link and not what it points to on this machine', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'o/rootfs/etc'), { recursive: true });
    await symlink('/etc/passwd', path.join(folder, 'o/rootfs/etc/link'));
    const service = createOverlayService({ dirs: [{ origin: 'distribution', folder }], keys: sampleKeys() });
    const node = sampleNode();
    const { entries } = await service.render(
      node,
      'system',
      sampleSnapshot([node], { overlays: await service.scan() }),
    );
    expect(entries).toMatchObject([{ path: '/etc' }, { path: '/etc/link', type: 'symlink', target: '/etc/passwd' }]);
    expect(entries[1]?.content).toBeUndefined();
  });

  it('gives what the snapshot saw, even when the files changed since', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'o/rootfs/x': 'then', 'o/rootfs/y.ww': 'then' });
    const service = createOverlayService({ dirs: [{ origin: 'site', folder }], keys: sampleKeys() });
    const node = sampleNode();
    const snapshot = sampleSnapshot([node], { overlays: await service.scan() });
    await writeFiles(folder, { 'o/rootfs/x': 'now', 'o/rootfs/y.ww': 'now' });
    expect(texts(await service.render(node, 'system', snapshot))).toEqual({ '/x': 'then', '/y': 'then' });
  });

  it('names node, overlay and the nearest name when a node lists an overlay that is not there', async () => {
    const node = sampleNode({ systemOverlays: ['hots'] });
    await expect(renderFiles({ 'hosts/rootfs/x': '' }, node)).rejects.toMatchObject({
      code: 'OVERLAY_UNKNOWN',
      message: 'node "n1" lists overlay "hots", which does not exist',
      remedy:
        'did you mean "hosts"? "muster overlay list" shows all overlays; correct the node or its profile, or make the overlay',
    });
  });

  it('throws the error of an overlay that could not be read', async () => {
    await expect(renderFiles({ 'o/not-rootfs/x': '' })).rejects.toMatchObject({ code: 'OVERLAY_ROOTFS_MISSING' });
  });

  it.each([
    ['{{.Id}}\n  {{.Nope}}', 2, 5, /can't evaluate field Nope/],
    ['line\n{{if}}', 2, undefined, /missing value for if/],
    ['{{nope}}', 1, 3, /function "nope" not defined/],
    ['{{now}}', 1, 3, /now is refused/],
    ['{{file "../../x"}}', 1, 3, /"\.\.\/\.\.\/x" lies outside the node's root; use a path that stays inside/],
  ])('points at the place of a fault in %j', async (text, line, column, reason) => {
    const failure: unknown = await renderTemplate(text).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'OVERLAY_TEMPLATE_FAILED',
      where: { line, ...(column === undefined ? {} : { column }) },
    });
    const { message, where } = failure as { message: string; where: { file: string } };
    expect(where.file).toMatch(/o\/rootfs\/etc\/t\.ww$/);
    expect(message).toMatch(/template of overlay "o" failed for node "n1": /);
    expect(message).toMatch(reason);
  });
});

describe('the archive', () => {
  const files = {
    'o/rootfs/etc/dir/hostname.ww': '{{.Id}}\n',
    'o/rootfs/etc/dir/link.ww': '{{softlink "/target"}}',
    'o/rootfs/etc/dir/secret': 's',
    'o/overlay.yaml': 'files: { "/etc/dir/secret": { mode: "0600", uid: 5, gid: 6 }, "/etc/dir": { mode: "0700" } }',
  };

  it('holds directories before their contents, with owners and modes', async () => {
    const { archive } = await renderFiles(files);
    const read = readCpio(archive);
    expect(
      read.entries.map((entry) => [entry.path, entry.mode.toString(8), entry.uid, entry.gid, entry.mtime]),
    ).toEqual([
      ['etc', '40755', 0, 0, 0],
      ['etc/dir', '40700', 0, 0, 0],
      ['etc/dir/hostname', '100644', 0, 0, 0],
      ['etc/dir/link', '120777', 0, 0, 0],
      ['etc/dir/secret', '100600', 5, 6, 0],
    ]);
    expect(read.entries.find((entry) => entry.path === 'etc/dir/link')?.linkTarget).toBe('/target');
  });

  it('is the same octets every time, wherever the overlay lies and whenever it was written', async () => {
    const first = await renderFiles(files);
    const second = await renderFiles(files);
    expect(second.digest).toBe(first.digest);
    expect(first.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(second.gzip()).equals(first.gzip())).toBe(true);
    expect(gunzipSync(first.gzip()).equals(first.archive)).toBe(true);
    expect(first.gzip().subarray(4, 8)).toEqual(Buffer.alloc(4));
    expect(first.size).toBe(first.archive.length);
  });

  it('makes parent directories for files that templates name elsewhere', async () => {
    const { entries } = await renderFiles({ 'o/rootfs/t.ww': '{{file "/srv/a/b"}}x' });
    expect(entries.map(({ path: name, type, mode }) => `${type} ${name} ${mode.toString(8)}`)).toEqual([
      'directory /srv 755',
      'directory /srv/a 755',
      'file /srv/a/b 644',
    ]);
  });
});

describe('watch', () => {
  it('calls back after a change, also in folders that did not exist at first', async () => {
    const folder = await temporaryFolder();
    const dirs = [{ origin: 'site' as const, folder: path.join(folder, 'overlays') }];
    const service = createOverlayService({ dirs, keys: sampleKeys() });
    let tell: () => void = () => undefined;
    const next = (): Promise<void> =>
      new Promise((resolve) => {
        tell = resolve;
      });
    const stop = await service.watch(() => {
      tell();
    });
    let told = next();
    await writeFiles(folder, { 'overlays/o/rootfs/etc/x': '1' });
    await told;
    told = next();
    await writeFile(path.join(folder, 'overlays/o/rootfs/etc/x'), '2');
    await told;
    told = next();
    await writeFiles(folder, { 'overlays/p/rootfs/deep/er/y': '1' });
    await told;
    await stop();
    let after = 0;
    tell = () => {
      after += 1;
    };
    await writeFiles(folder, { 'overlays/o/rootfs/etc/z': '1' });
    await new Promise((resolve) => {
      setTimeout(resolve, 250);
    });
    expect(after).toBe(0);
  });
});
