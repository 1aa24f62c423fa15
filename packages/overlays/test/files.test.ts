import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOverlayService } from '../../core/src/overlay/index.ts';
import { sampleKeys, sampleNode, temporaryFolder, writeFiles } from '../../core/test/overlay/sample.ts';
import { overlaysDir } from '../src/index.ts';
import { filesOf, renderDistribution, site } from './distribution.ts';

/** `mode uid:gid path` per entry. */
async function ownersOf(...args: Parameters<typeof renderDistribution>): Promise<string[]> {
  const { entries } = await renderDistribution(...args);
  return entries.map((entry) => `${entry.mode.toString(8)} ${entry.uid}:${entry.gid} ${entry.path}`);
}

describe('the distribution overlays', () => {
  it('are all sound, each with a summary, and the README tells of each', async () => {
    const service = createOverlayService({
      dirs: [{ origin: 'distribution', folder: overlaysDir }],
      keys: sampleKeys(),
    });
    const trees = await service.scan();
    const readme = readFileSync(path.join(overlaysDir, '../README.md'), 'utf8');
    expect([...trees.keys()]).toEqual([
      'hostname',
      'hosts',
      'ifupdown',
      'init',
      'issue',
      'muster-agent',
      'resolv',
      'ssh-authorized-keys',
      'ssh-host-keys',
      'systemd-networkd',
    ]);
    for (const [name, tree] of trees) {
      expect(tree.error).toBeUndefined();
      expect(tree.summary).toMatch(/^.{20,120}$/);
      expect(readme).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
    }
  });

  it('hold no links, which npm would leave out of the package', () => {
    const kinds = readdirSync(overlaysDir, { recursive: true, withFileTypes: true });
    expect(kinds.filter((entry) => !entry.isFile() && !entry.isDirectory())).toEqual([]);
  });

  it('never touch the mode of /tmp, nor replace what distributions have as links', () => {
    for (const overlay of readdirSync(overlaysDir)) {
      for (const name of ['tmp', 'lib', 'lib64', 'bin', 'sbin', 'var/run', 'var/lock']) {
        expect(existsSync(path.join(overlaysDir, overlay, 'rootfs', name))).toBe(false);
      }
    }
  });
});

describe('overlay hostname', () => {
  it('is the name of the node', async () => {
    expect(await filesOf('hostname')).toEqual({ '/etc/hostname': 'n1\n' });
    expect(await ownersOf('hostname')).toEqual(['755 0:0 /etc', '644 0:0 /etc/hostname']);
  });
});

describe('overlay hosts', () => {
  it('lists localhost, the server and all nodes', async () => {
    const networkDevices = { default: { address: '10.0.0.6/22', tags: {} }, ib: { address: '10.1.0.6/16', tags: {} } };
    expect(await filesOf('hosts', { others: [sampleNode({ name: 'n2', networkDevices })] })).toEqual({
      '/etc/hosts': `# Made by Muster for n1; changes are lost at the next boot.
127.0.0.1 localhost
::1 localhost ip6-localhost ip6-loopback
ff02::1 ip6-allnodes
ff02::2 ip6-allrouters
10.0.0.1 head muster warewulf
10.0.0.5 n1 n1-default
10.0.0.6 n2 n2-default
10.1.0.6 n2-ib
`,
    });
  });
});

describe('overlay issue', () => {
  it('names node, image, kernel and snapshot in a form that getty completes', async () => {
    expect(await filesOf('issue')).toEqual({ '/etc/issue': 'n1 on \\l\nimage debian, kernel \\r, snapshot 7\n\n' });
  });
});

describe('overlay ssh-host-keys', () => {
  const keys = sampleKeys({
    n1: [
      { type: 'ed25519', privateKey: 'PRIVATE 1\n', publicKey: 'PUBLIC 1\n' },
      { type: 'ecdsa', privateKey: 'PRIVATE 2\n', publicKey: '' },
    ],
  });

  it('has the private keys for root alone, and public ones where there are any', async () => {
    expect(await filesOf('ssh-host-keys', { service: { keys } })).toEqual({
      '/etc/ssh/ssh_host_ecdsa_key': 'PRIVATE 2\n',
      '/etc/ssh/ssh_host_ed25519_key': 'PRIVATE 1\n',
      '/etc/ssh/ssh_host_ed25519_key.pub': 'PUBLIC 1\n',
    });
    expect(await ownersOf('ssh-host-keys', { service: { keys } })).toEqual([
      '755 0:0 /etc',
      '755 0:0 /etc/ssh',
      '600 0:0 /etc/ssh/ssh_host_ecdsa_key',
      '600 0:0 /etc/ssh/ssh_host_ed25519_key',
      '644 0:0 /etc/ssh/ssh_host_ed25519_key.pub',
    ]);
  });

  it('has no files without keys', async () => {
    expect(await filesOf('ssh-host-keys')).toEqual({});
  });
});

describe('overlay ssh-authorized-keys', () => {
  it("lets in whom the site's file names, and keeps sshd content with the modes", async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { authorized_keys: 'ssh-ed25519 AAAA anna\n' });
    const snapshot = { site: { ...site, file: path.join(folder, 'muster.config.yaml') } };
    expect(await filesOf('ssh-authorized-keys', { snapshot })).toEqual({
      '/root/.ssh/authorized_keys': 'ssh-ed25519 AAAA anna\n',
    });
    expect(await ownersOf('ssh-authorized-keys', { snapshot })).toEqual([
      '700 0:0 /root',
      '700 0:0 /root/.ssh',
      '600 0:0 /root/.ssh/authorized_keys',
    ]);
  });

  it('leaves the file of the image without keys', async () => {
    expect(await filesOf('ssh-authorized-keys')).toEqual({});
  });
});
