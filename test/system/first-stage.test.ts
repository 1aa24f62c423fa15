import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { buildImage, createFaultSite, type FaultSite, fetchParts } from './helpers/fault-site.ts';
import { addDracut, type FirstStageFacts, MODULE, startFirstStage } from './helpers/first-stage.ts';
import type { Machine } from './helpers/machine.ts';
import type { LabProcess } from '../lab/index.ts';

const PROXY = fileURLToPath(new URL('helpers/faulty-proxy.mjs', import.meta.url));
const MB = 1_000_000;

const two = (index: number, fields: object = {}) => ({
  mac: `52:54:00:77:09:${String(index).padStart(2, '0')}`,
  address: `10.77.0.${60 + index}`,
  fields: { image: 'staged', boot: { stages: 'two' }, ...fields },
});
const OVERLAY = { boot: { stages: 'two', root: 'overlay' } };
const NODES = {
  dash: two(1),
  busybox: two(2),
  'dash-o': two(3, OVERLAY),
  'busybox-o': two(4, OVERLAY),
  // What a proxy asks for comes from another address than its node's.
  proxied: two(5, { boot: { stages: 'two', proof: 'open' } }),
  damaged: two(6, OVERLAY),
  restarted: two(7),
  lossy: two(8),
  scripted: two(9, { systemOverlays: ['init', 'before'] }),
  alone: two(10),
  shell: two(11),
} as const;
type Name = keyof typeof NODES;

/** What a root has to be, whatever it is made of. */
const LOOK = [
  'echo "TYPE $(stat -f -c %T .)"',
  'echo "SUM $(sha256sum <usr/content)"',
  'echo "CAPS $(getcap usr/bin/tool)"',
  'echo "ATTR $(getfattr --only-values -n user.note usr/content)"',
  'echo "LINKS $(stat -c %h usr/bin/tool)"',
  'echo "MODE $(stat -c %a:%u:%g etc/odd)"',
  'echo "NAME $(cat etc/hostname)"',
  'echo written >etc/new && echo "NEW $(cat etc/new)"',
  'ls -a . muster 2>/dev/null | grep -c muster; ls /run/muster',
].join('; ');

describe('the first stage', () => {
  const cleanup = new Cleanup();
  const content = randomBytes(22 * MB);
  let faults: FaultSite;

  const furnish = async (tree: string): Promise<void> => {
    await addDracut(tree);
    for (const folder of ['usr/bin', 'etc']) await mkdir(path.join(tree, folder), { recursive: true });
    await writeFile(path.join(tree, 'usr/bin/zstd'), '');
    await writeFile(path.join(tree, 'usr/content'), content);
    const tool = path.join(tree, 'usr/bin/tool');
    await writeFile(tool, '#!/bin/sh\n');
    await chmod(tool, 0o755);
    await link(tool, path.join(tree, 'usr/bin/other'));
    await writeFile(path.join(tree, 'etc/odd'), 'odd');
    execFileSync('chown', ['12:34', path.join(tree, 'etc/odd')]);
    await chmod(path.join(tree, 'etc/odd'), 0o4751);
    execFileSync('setfattr', ['-n', 'user.note', '-v', 'noted', path.join(tree, 'usr/content')]);
    execFileSync('setcap', ['cap_net_raw=ep', tool]);
  };

  beforeAll(async () => {
    faults = await createFaultSite(cleanup, {
      nodes: NODES,
      plugins: ['dhcp', 'tftp', 'ipxe', 'dracut'],
      files: {
        'overlays/before/rootfs/etc/muster/first-stage.d/10-a': '#!/bin/sh\necho "a on $MUSTER_NODE"\n',
        'overlays/before/rootfs/etc/muster/first-stage.d/20-b.ww':
          '#!/bin/sh\necho b; ls "$NEWROOT" | wc -l\n[ -e /run/again ] || { : >/run/again; exit 3; }\n',
        'overlays/before/overlay.yaml': 'files: { "/etc/muster/first-stage.d/*": { mode: "0755" } }\n',
      },
      prepare: async (site) => {
        await buildImage(site, 'staged', MB, furnish);
        await site.muster(['image', 'dracut', 'staged']);
        // With dracut's module, which has just come into the tree.
        await site.muster(['image', 'build', 'staged']);
      },
    });
  });
  afterAll(() => cleanup.run());

  const powered = async (name: Name): Promise<{ node: Machine; script: string }> => {
    const node = await faults.plugIn(name, NODES[name].mac);
    await node.powerOn();
    const script = await node.script();
    await fetchParts(node, script, ['kernel', 'initramfs', 'session']);
    return { node, script };
  };
  const started = async (name: Name, more: Partial<FirstStageFacts> = {}) => {
    const { node, script } = await powered(name);
    return await startFirstStage(cleanup, node, { url: faults.site.url, script, look: LOOK, ...more });
  };
  const ended = async (stage: LabProcess): Promise<void> => {
    const { exitCode } = await stage.exited;
    expect(exitCode, stage.output).toBe(0);
  };
  const formOf = async (form: string): Promise<{ digest: string; file: string }> => {
    const { stdout } = await faults.site.muster(['image', 'show', 'staged', '--output', 'json']);
    const { forms } = JSON.parse(stdout) as { forms: Record<string, { digest: string }> };
    const digest = forms[form]?.digest ?? '';
    return { digest, file: path.join(faults.site.folder, 'state/blobs/sha256', digest) };
  };
  const whole = (output: string, name: Name, type: string): void => {
    const sum = execFileSync('sha256sum', { input: content, encoding: 'utf8' }).split(' ')[0];
    expect(output).toContain(`TYPE ${type}`);
    expect(output).toContain(`SUM ${sum}`);
    expect(output).toContain('CAPS usr/bin/tool cap_net_raw=ep');
    expect(output).toContain('ATTR noted');
    expect(output).toContain('LINKS 2');
    expect(output).toContain('MODE 4751:12:34');
    expect(output).toContain(`NAME ${name}`);
    expect(output).toContain('NEW written');
    expect(output).toContain('muster: the root is deployed');
  };

  it.each([
    ['dash', ['dash'], 'tmpfs'],
    ['busybox', ['busybox', 'sh'], 'tmpfs'],
    ['dash-o', ['dash'], 'overlayfs'],
    ['busybox-o', ['busybox', 'sh'], 'overlayfs'],
  ] as const)('of node %s, under %j, makes a whole root: %s', async (name, shell, type) => {
    const stage = await started(name, { shell });
    await ended(stage);
    whole(stage.output, name, type);
  });

  it('waits as long as a busy server asks, refuses wrong bytes, and goes on at the chunk where it broke off', async () => {
    const { node, script } = await powered('proxied');
    const proxy = faults.network.spawn(process.execPath, [PROXY, '9880', faults.site.url], { name: 'proxy' });
    cleanup.add(async () => {
      await proxy.stop();
    });
    await proxy.waitForOutput(/ready/);
    const url = `http://${faults.network.address}:9880`;
    const stage = await startFirstStage(cleanup, node, { url, script, look: LOOK });
    await ended(stage);
    whole(stage.output, 'proxied', 'tmpfs');
    expect(stage.output).toMatch(/error: 503/);
    expect(stage.output).toMatch(/chunk 1 of \d of blob [0-9a-f]{64} does not have its digest/);
    const lines = proxy.output.split('\n').filter((line) => line.startsWith('{'));
    const asked = lines.map((line) => JSON.parse(line) as { at: number; range: string; cache?: string });
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(4000);
    const first = 'bytes=0-4194303';
    expect(asked.filter(({ range }) => range === first).map(({ cache }) => cache)).toEqual([
      undefined,
      undefined,
      'no-cache',
    ]);
    const size = (await stat((await formOf('tar.zst')).file)).size;
    const chunks = new Set(asked.map(({ range }) => range));
    expect(chunks.size).toBe(Math.ceil(size / 4194304));
    expect(asked.length).toBe(chunks.size + 3);
  });

  it('refuses a damaged chunk by name, and comes up by itself once the image was built again', async () => {
    const { digest, file } = await formOf('squashfs');
    const damage = await open(file, 'r+');
    await damage.write(Buffer.from('damage'), 0, 6, 9 * MB);
    await damage.close();
    const stage = await started('damaged');
    const { sentence } = await faults.causeOf('damaged', 'DIGEST_MISMATCH');
    expect(sentence).toMatch(new RegExp(`chunk 3 of \\d of blob ${digest} does not have its digest`));
    await faults.site.muster(['image', 'build', 'staged']);
    expect((await formOf('squashfs')).digest).toBe(digest);
    await ended(stage);
    whole(stage.output, 'damaged', 'overlayfs');
  });

  it('goes on where it was after the server was away in mid-fetch', async () => {
    const { node, script } = await powered('restarted');
    await faults.network.exec('tc', [
      'qdisc',
      'add',
      'dev',
      'v-restarted',
      'root',
      'tbf',
      'rate',
      '40mbit',
      'burst',
      '64kb',
      'latency',
      '200ms',
    ]);
    const stage = await startFirstStage(cleanup, node, { url: faults.site.url, script, look: LOOK });
    await stage.waitForOutput(/deploying image/);
    await delay(1500);
    await faults.kill();
    await stage.waitForOutput(/trying again/);
    await delay(3000);
    await faults.start();
    await ended(stage);
    whole(stage.output, 'restarted', 'tmpfs');
    expect(stage.output.match(/deploying image/g)).toHaveLength(1);
  });

  it('deploys over a wire that loses two packets of a hundred', async () => {
    const { node, script } = await powered('lossy');
    const drop =
      'table ip lossy { chain input { type filter hook input priority 0; numgen random mod 100 < 2 drop; }; }';
    await node.client.exec('nft', ['-f', '-'], { input: drop });
    const stage = await startFirstStage(cleanup, node, { url: faults.site.url, script, look: LOOK });
    await ended(stage);
    whole(stage.output, 'lossy', 'tmpfs');
  });

  it("runs overlays' scripts before the deployment, in order, keeps what they say, and stops at one that fails", async () => {
    const stage = await started('scripted', {
      look: 'cat /run/muster/log/first-stage-20-b; ls etc/muster/first-stage.d',
    });
    await ended(stage);
    const said = stage.output.split('\n').filter((line) => /running|: script|deploying|^muster: {3}/.test(line));
    expect(said).toEqual([
      'muster: running 10-a',
      'muster:   a on scripted',
      'muster: running 20-b',
      'muster:   b',
      'muster:   0',
      'muster: system: script 20-b failed with status 3: b; 0',
      'muster: running 20-b',
      'muster:   b',
      'muster:   0',
      'muster: deploying image',
      'muster: deploying system',
      'muster: deploying runtime',
    ]);
    expect(stage.output).toMatch(/^b\n0\n10-a\n20-b$/m);
  });

  it('wants the machine restarted, or a shell, once there was no progress for too long', async () => {
    const nobody = `http://${faults.network.host(250)}:9873`;
    const restarts = await started('alone', { url: nobody, patience: 2 });
    expect(await restarts.exited).toMatchObject({ exitCode: 3 });
    expect(restarts.output).toMatch(/manifest: no answer: .*\n[\s\S]*giving up: no progress for 2 s\n.*restarts in/);
    const shell = await started('shell', { url: nobody, patience: 2, failure: 'shell' });
    expect(await shell.exited).toMatchObject({ exitCode: 1 });
  });

  it('is correct shell', async () => {
    const check = (args: readonly string[]) =>
      execFileSync('shellcheck', ['--shell=sh', ...args], { cwd: MODULE, encoding: 'utf8' });
    expect(check(['--external-sources', 'muster-deploy.sh', 'muster-cmdline.sh', 'muster-pre-mount.sh'])).toBe('');
    // What they are given by the file that reads them.
    expect(
      check([
        '--external-sources',
        '--source-path=lib',
        '--exclude=SC2154,SC2034',
        'lib/root-tmpfs.sh',
        'lib/root-overlay.sh',
        'lib/root-disk.sh',
      ]),
    ).toBe('');
    expect(await readFile(path.join(MODULE, 'module-setup.sh'), 'utf8')).toMatch(/^#!\/bin\/bash/);
    expect(execFileSync('shellcheck', ['--exclude=SC2154', 'module-setup.sh'], { cwd: MODULE, encoding: 'utf8' })).toBe(
      '',
    );
  });
});
