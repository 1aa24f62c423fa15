import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { assertReachable } from '../../src/run/reachable.ts';
import { fillTftpFolder } from '../../src/run/tftp-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'muster-dnsmasq-test-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

describe('the folder that dnsmasq serves over TFTP', () => {
  it('holds readable copies of all files, and nothing of before', async () => {
    const [tftp, source] = [path.join(folder, 'tftp'), path.join(folder, 'secret.efi')];
    await writeFile(source, 'boot', { mode: 0o600 });
    await mkdir(tftp);
    await writeFile(path.join(tftp, 'old'), '');
    const warnings: string[] = [];
    const log = { debug: () => undefined, info: () => undefined, error: () => undefined };
    await fillTftpFolder(
      tftp,
      [
        { path: '/ipxe/snponly.efi', file: source },
        { path: '/../outside', file: source },
        { path: '/missing', file: '/nonexistent/file' },
      ],
      { ...log, warn: (_fields, message) => warnings.push(message) },
    );
    expect((await readdir(tftp)).sort()).toEqual(['ipxe', 'outside']);
    expect(await readFile(path.join(tftp, 'ipxe/snponly.efi'), 'utf8')).toBe('boot');
    expect((await stat(path.join(tftp, 'ipxe/snponly.efi'))).mode & 0o777).toBe(0o644);
    expect(warnings).toEqual([expect.stringMatching(/^\/missing is not served over TFTP: ENOENT/)]);
  });
});

describe("dnsmasq's way to its files", () => {
  it('is refused where the user it becomes may not go, by the name of the folder', async () => {
    const inner = path.join(folder, 'state/dnsmasq');
    await mkdir(inner, { recursive: true });
    await expect(assertReachable(inner, 'dnsmasq', 0)).rejects.toMatchObject({
      code: 'DNSMASQ_FOLDER_HIDDEN',
      sentence: `dnsmasq, which runs as user dnsmasq, may not enter ${folder}, where its files are`,
    });
    await assertReachable(inner, 'root', 0);
    await assertReachable(inner, 'dnsmasq', 1000);
    await chmod(folder, 0o711);
    await assertReachable(inner, 'dnsmasq', 0);
  });
});
