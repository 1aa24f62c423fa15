import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { copyTree, createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type Network, tinyRoot } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { udhcpc } from './helpers/dhcp-clients.ts';
import { type Machine, machine } from './helpers/machine.ts';

const FIRST_STAGE = fileURLToPath(new URL('helpers/warewulf-first-stage.sh', import.meta.url));
const fields = {
  boot: { compat: 'warewulf', stages: 'two' },
  systemOverlays: ['wwinit', 'hostname', 'ssh-host-keys'],
  runtimeOverlays: ['hosts'],
};
const NODES = {
  newer: { mac: '52:54:00:77:07:01', address: '10.77.0.11', fields },
  older: { mac: '52:54:00:77:07:02', address: '10.77.0.12', fields },
  keyed: { mac: '52:54:00:77:07:03', address: '10.77.0.13', fields: { ...fields, assetKey: 'rack 5' } },
} as const;

const CONFIG = `WWIMAGE='rocky'
WWHOSTNAME='newer'
WWROOT='initramfs'
WWINIT=''
WWIPMI_IPADDR=''
WWIPMI_NETMASK=''
WWIPMI_GATEWAY=''
WWIPMI_USER=''
WWIPMI_PASSWORD=''
WWIPMI_WRITE='false'
WWTLS='false'
WWTLSPORT='0'
WWIPADDR='10.77.0.1'
`;
const CLIENT_CONFIG = `# What Warewulf's client reads on the node; the server is Muster.
ipaddr: 10.77.0.1
warewulf:
  port: 9873
  tls: false
  # The client sends from port 987 then, which is what the server lets it in by.
  secure: true
  update interval: 60
`;

describe('an image made for Warewulf', () => {
  const cleanup = new Cleanup();
  let site: TestSite;
  let network: Network;
  const machines = {} as Record<keyof typeof NODES, Machine>;

  beforeAll(async () => {
    network = cleanup.of(await createNetwork());
    const dhcp = cleanup.of(await udhcpc());
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'dracut', 'warewulf'],
      files: { 'registry/nodes.yaml': registryText('rocky', NODES) },
    });
    cleanup.of(site);
    const tree = await copyTree(await tinyRoot());
    cleanup.add(() => rm(tree, { recursive: true }));
    await site.muster(['image', 'import', tree, 'rocky']);
    await site.muster(['image', 'build', 'rocky']);
    const rootfs = path.join(site.folder, 'state/images/rocky/rootfs');
    const { stdout } = await network.exec('sh', ['-c', `ls ${rootfs}/boot | sed -n 's/^vmlinuz-//p'`]);
    await writeFile(path.join(rootfs, `boot/initramfs-${stdout.trim()}.img`), 'made with wwinit');
    await site.muster(['image', 'warewulf', 'rocky']);
    await site.serve();
    for (const name of Object.keys(NODES) as (keyof typeof NODES)[]) {
      machines[name] = await machine(network, dhcp, { name, mac: NODES[name].mac });
    }
  });
  afterAll(() => cleanup.run());

  /** The machine boots; what its kernel is told. */
  const boot = async (name: keyof typeof NODES, query = ''): Promise<string> => {
    await machines[name].powerOn();
    const script = await machines[name].script(`${NODES[name].mac}${query}`);
    const { body } = await machines[name].fetch(`/initramfs/${NODES[name].mac}${query}`);
    expect(body.toString()).toBe('made with wwinit');
    return /root=wwinit:.*|.*wwid=.*/.exec(script)?.[0] ?? script;
  };

  const firstStage = async (name: keyof typeof NODES, env: Record<string, string>) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'muster-warewulf-'));
    cleanup.add(() => rm(folder, { recursive: true }));
    const { stdout } = await machines[name].client.exec('sh', [FIRST_STAGE], {
      env: { NEWROOT: `${folder}/root`, WORK: `${folder}/work`, ...env },
      reject: false,
    });
    const file = (at: string) => readFile(path.join(folder, 'root', at), 'utf8').catch(() => undefined);
    return { said: stdout, file };
  };

  it('is deployed by the first stage of 4.7, which is told the server by wwinit.server', async () => {
    const CMDLINE = await boot('newer');
    expect(CMDLINE).toContain(`wwinit.server=${site.url} wwinit.uri=${site.url}/provision/${NODES.newer.mac}`);
    const { said, file } = await firstStage('newer', { CMDLINE });
    expect(said).toMatch(/newer, image rocky\nfirst stage: done/);
    expect(await file('etc/hostname')).toBe('newer\n');
    expect(await file('etc/hosts')).toContain('older');
    expect(await file('etc/ssh/ssh_host_ed25519_key')).toContain('PRIVATE KEY');
    expect(await file('warewulf/run-init')).toContain('#!/bin/sh');
    expect(await file('warewulf/config')).toBe(CONFIG);
    expect(await file('etc/warewulf/warewulf.conf')).toBe(CLIENT_CONFIG);
  });

  it('is deployed by the first stage of before, which knows wwinit.uri alone', async () => {
    const CMDLINE = (await boot('older')).replace(/wwinit\.server=\S+/, '');
    const { said, file } = await firstStage('older', { CMDLINE });
    expect(said).toMatch(/older, image rocky\nfirst stage: done/);
    expect(await file('etc/hostname')).toBe('older\n');
    expect(await file('etc/hosts')).toContain('newer');
  });

  it('is given with the asset key, which may hold blanks, and not without it', async () => {
    const CMDLINE = await boot('keyed', '?assetkey=rack%205');
    const without = await firstStage('keyed', { CMDLINE });
    expect(without.said).not.toContain('done');
    expect(await without.file('etc/hostname')).toBeUndefined();
    const { said, file } = await firstStage('keyed', { CMDLINE, ASSET: 'rack 5' });
    expect(said).toContain('first stage: done');
    expect(await file('etc/hostname')).toBe('keyed\n');
  });

  it('is refreshed by Warewulf’s client from its privileged port, and by nobody else', async () => {
    const { mac } = NODES.newer;
    for (const route of [`/runtime/${mac}?`, `/provision/${mac}?stage=runtime&`, `/overlay-runtime/${mac}?`]) {
      const asked = `${route}assetkey=Unknown&compress=gz&uuid=00000000-0000-0000-0000-000000000001`;
      const refreshed = await machines.newer.fetch(asked, '--local-port', '987-999');
      expect([route, refreshed.status]).toEqual([route, 200]);
      expect(gunzipSync(refreshed.body).subarray(0, 6).toString()).toBe('070701');
      const program = await machines.newer.fetch(asked, '--local-port', '20000-30000');
      expect([program.status, program.body.length]).toEqual([401, 0]);
      const other = await machines.older.fetch(asked, '--local-port', '500-900');
      expect([other.status, other.body.length]).toEqual([403, 0]);
    }
    const { status, body } = await machines.newer.fetch(`/system/${mac}`);
    expect([status, body.length]).toEqual([401, 0]);
  });

  it.each([
    ['/kernel/MAC', 200],
    ['/kernel/MAC?compress=gz', 404],
    ['/image/MAC?compress=gz', 200],
    ['/image/MAC', 200],
    ['/image/MAC?compress=xz', 404],
    ['/container/MAC?compress=gz', 200],
    ['/provision/MAC?stage=kernel', 200],
    ['/provision/MAC?stage=nothing', 400],
    ['/provision/MAC', 200],
    ['/ipxe/52-54-00-77-07-01', 200],
    ['/ipxe/52:54:00:99:99:99', 200],
    ['/image?wwid=MAC&compress=gz', 200],
    ['//image//MAC', 200],
    ['/image/', 400],
  ])('%s is answered with %i and its length', async (target, expected) => {
    const url = target.replace('MAC', NODES.newer.mac);
    const { status, body } = await machines.newer.fetch(url, '--head');
    expect([status, body.toString()]).toEqual([expected, expect.stringMatching(/\r\nContent-Length: \d+\r\n/)]);
  });
});
