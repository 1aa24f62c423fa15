import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OverlayScanner } from '../../src/overlay/scan.ts';
import type { OverlayTree } from '../../src/overlay/types.ts';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'muster-scan-'));
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

async function put(file: string, text: string, mode = 0o644): Promise<void> {
  const name = path.join(base, file);
  await mkdir(path.dirname(name), { recursive: true });
  await writeFile(name, text);
  await chmod(name, mode);
}

const { uid: ownUid, gid: ownGid } = userInfo();
/** Somebody else where this user may give files away, else this user. */
const [otherUid, otherGid] = ownUid === 0 ? [1234, 4321] : [ownUid, ownGid];

const scanner = (): OverlayScanner =>
  new OverlayScanner([
    { origin: 'distribution', folder: path.join(base, 'dist') },
    { origin: 'site', folder: path.join(base, 'site') },
    { origin: 'plugin', folder: path.join(base, 'plugin') },
  ]);

async function scanned(name: string): Promise<OverlayTree> {
  const tree = (await scanner().scan()).get(name);
  if (tree === undefined) throw new Error(`no overlay ${name}`);
  return tree;
}

/** `type path mode uid:gid` per entry. */
const listing = (tree: OverlayTree): string[] =>
  tree.entries.map((entry) => `${entry.type} ${entry.path} ${entry.mode.toString(8)} ${entry.uid}:${entry.gid}`);

describe('OverlayScanner', () => {
  it("gives the distribution's files to root with modes that git can keep", async () => {
    await put('dist/a/rootfs/etc/motd', 'hello', 0o600);
    await put('dist/a/rootfs/usr/local/bin/tool', '#!/bin/sh', 0o700);
    await chown(path.join(base, 'dist/a/rootfs/etc/motd'), otherUid, otherGid);
    expect(listing(await scanned('a'))).toEqual([
      'directory /etc 755 0:0',
      'directory /usr 755 0:0',
      'directory /usr/local 755 0:0',
      'directory /usr/local/bin 755 0:0',
      'file /etc/motd 644 0:0',
      'file /usr/local/bin/tool 755 0:0',
    ]);
  });

  it("keeps owner and mode of a site's files", async () => {
    await put('site/a/rootfs/opt/secret', 'x', 0o640);
    await chmod(path.join(base, 'site/a/rootfs/opt'), 0o2750);
    await chown(path.join(base, 'site/a/rootfs/opt/secret'), otherUid, otherGid);
    expect(listing(await scanned('a'))).toEqual([
      `directory /opt 2750 ${ownUid}:${ownGid}`,
      `file /opt/secret 640 ${otherUid}:${otherGid}`,
    ]);
  });

  it('lets overlay.yaml decide by path and glob, later lines over earlier ones, for templates by the name they become', async () => {
    await put('site/a/rootfs/etc/ssh/ssh_host_rsa_key.ww', 'key', 0o666);
    await put('site/a/rootfs/etc/ssh/sub/other', 'x', 0o666);
    await put(
      'site/a/overlay.yaml',
      'summary: keys\nfiles:\n  "**": { uid: 0, gid: 0 }\n  "/etc/ssh/*": { mode: "0640" }\n  "/etc/ssh/ssh_host_*_key": { mode: "600", gid: 7 }\n',
    );
    await chmod(path.join(base, 'site/a/rootfs/etc'), 0o755);
    await chmod(path.join(base, 'site/a/rootfs/etc/ssh'), 0o755);
    const tree = await scanned('a');
    expect(tree.summary).toBe('keys');
    expect(listing(tree)).toEqual([
      'directory /etc 755 0:0',
      'directory /etc/ssh 755 0:0',
      'directory /etc/ssh/sub 640 0:0',
      'file /etc/ssh/sub/other 666 0:0',
      'template /etc/ssh/ssh_host_rsa_key 600 0:7',
    ]);
  });

  it('shows a symbolic link as one and never looks behind it', async () => {
    await put('dist/a/rootfs/etc/file', 'x');
    await symlink('/etc/shadow', path.join(base, 'dist/a/rootfs/etc/shadow'));
    await symlink('/etc', path.join(base, 'dist/a/rootfs/folder'));
    const tree = await scanned('a');
    expect(tree.entries.filter((entry) => entry.type === 'symlink').map((entry) => [entry.path, entry.target])).toEqual(
      [
        ['/etc/shadow', '/etc/shadow'],
        ['/folder', '/etc'],
      ],
    );
  });

  it('lets a site hide an overlay of a plugin, and that one of the distribution, wholly', async () => {
    for (const origin of ['dist', 'plugin', 'site']) await put(`${origin}/a/rootfs/${origin}`, 'x');
    await put('plugin/b/rootfs/plugin', 'x');
    await put('dist/b/rootfs/dist', 'x');
    const trees = await scanner().scan();
    expect([...trees].map(([name, tree]) => [name, tree.origin, tree.entries.map((entry) => entry.path)])).toEqual([
      ['a', 'site', ['/site']],
      ['b', 'plugin', ['/plugin']],
    ]);
  });

  it.each([
    [
      'a named pipe',
      'OVERLAY_SPECIAL_FILE',
      async () => {
        await put('site/bad/rootfs/x', '');
        execFileSync('mkfifo', [path.join(base, 'site/bad/rootfs/pipe')]);
      },
    ],
    ['no rootfs', 'OVERLAY_ROOTFS_MISSING', () => put('site/bad/etc/motd', 'x')],
    [
      'a broken overlay.yaml',
      'OVERLAY_MANIFEST_INVALID',
      async () => {
        await put('site/bad/rootfs/x', '');
        await put('site/bad/overlay.yaml', 'files: {');
      },
    ],
  ])('keeps the others when an overlay has %s, and says so at that one', async (_, code, make) => {
    await put('site/good/rootfs/x', '');
    await make();
    const trees = await scanner().scan();
    expect(trees.get('good')?.entries).toHaveLength(1);
    expect(trees.get('bad')).toMatchObject({ entries: [], error: { code } });
    expect(trees.get('bad')?.error?.message).toContain('"bad"');
  });

  it('refuses a name with other characters, and takes neither files nor hidden folders for overlays', async () => {
    await put('site/we ird/rootfs/x', '');
    await put('site/.git/rootfs/x', '');
    await put('site/README.md', '');
    await put('site/ok-1.2_x:y/rootfs/x', '');
    const trees = await scanner().scan();
    expect([...trees.keys()]).toEqual(['ok-1.2_x:y', 'we ird']);
    expect(trees.get('we ird')?.error?.code).toBe('OVERLAY_NAME_INVALID');
  });

  it('takes an overlay folder that is a link, but not a rootfs that leads elsewhere', async () => {
    await put('elsewhere/rootfs/x', '');
    await mkdir(path.join(base, 'site/b'), { recursive: true });
    await symlink(path.join(base, 'elsewhere'), path.join(base, 'site/a'));
    await symlink(path.join(base, 'elsewhere/rootfs'), path.join(base, 'site/b/rootfs'));
    expect((await scanned('a')).entries).toHaveLength(1);
    expect((await scanned('b')).error?.code).toBe('OVERLAY_ROOTFS_MISSING');
  });

  it('is empty without folders', async () => {
    expect((await scanner().scan()).size).toBe(0);
  });
});

describe('the digest of an overlay', () => {
  it('changes with content, mode, owner, rules and names, and with nothing else', async () => {
    const service = scanner();
    const digest = async (): Promise<string | undefined> => (await service.scan()).get('a')?.digest;
    const file = path.join(base, 'site/a/rootfs/x');
    await put('site/a/rootfs/x', 'one');
    const digests = [await digest()];
    await writeFile(file, 'two');
    digests.push(await digest());
    await chmod(file, 0o600);
    digests.push(await digest());
    await put('site/a/overlay.yaml', 'files: { "/x": { uid: 1 } }');
    digests.push(await digest());
    await put('site/a/overlay.yaml', 'files: { "/named/by/template": { mode: "0600" } }');
    digests.push(await digest());
    await put('site/a/rootfs/y', '');
    digests.push(await digest());
    expect(new Set(digests).size).toBe(6);
    await put('site/a/overlay.yaml', '# a comment\nfiles: { "/named/by/template": { mode: "0600" } }');
    await writeFile(file, 'two');
    expect(await digest()).toBe(digests.at(-1));
  });

  it('keeps the bytes of a tree already read when the file changes afterwards', async () => {
    await put('site/a/rootfs/x', 'one');
    const tree = await scanned('a');
    await put('site/a/rootfs/x', 'two');
    expect(Buffer.from(tree.entries[0]?.content ?? []).toString()).toBe('one');
  });
});
