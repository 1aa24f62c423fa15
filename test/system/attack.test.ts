import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type LabProcess, type Network, tinyRoot } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { udhcpc } from './helpers/dhcp-clients.ts';
import { type Fetched, type Machine, machine, plain, tokenIn } from './helpers/machine.ts';

const NODES = {
  victim: { mac: '52:54:00:77:05:01', address: '10.77.0.11' },
  other: { mac: '52:54:00:77:05:02', address: '10.77.0.12' },
  off: { mac: '52:54:00:77:05:03', address: '10.77.0.13' },
  warewulf: { mac: '52:54:00:77:05:04', address: '10.77.0.14', fields: { boot: { compat: 'warewulf' } } },
  keyed: { mac: '52:54:00:77:05:05', address: '10.77.0.15', fields: { assetKey: 'rack-5-slot-9' } },
} as const;
const { victim: VICTIM, other: OTHER, off: OFF, warewulf: WAREWULF, keyed: KEYED } = NODES;

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Long enough for a boot on a slow machine, short enough to be waited for. */
const TOKEN_SECONDS = 90;

/** Routes that give away a node's secrets, by all their names. */
const doors = (mac: string): string[] => [
  `/system/${mac}`,
  `/runtime/${mac}`,
  `/v1/session/${mac}`,
  `/v1/deploy/${mac}`,
  `/v1/agent/${mac}/manifest?v=1`,
  `/v1/agent/${mac}/members?digests=${'0'.repeat(64)}`,
  `/system?wwid=${mac}`,
  `/overlay-system/${mac}`,
  `/overlay-runtime/${mac}`,
  `/provision/${mac}?stage=system`,
  `/provision/${mac}?stage=runtime`,
  `/provision/${mac}?stage=overlay-system`,
  `/system/${mac.replaceAll(':', '-').toUpperCase()}?compress=gz`,
  `//system//${mac}`,
  `/%73ystem/${mac}`,
];

describe('a rogue machine on the provisioning network', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let server: LabProcess;
  let victim: Machine;
  let other: Machine;
  let rogue: Machine;
  /** Lines of private host keys: what must never leave for anybody else. */
  const secrets: string[] = [];
  /** Everything that the rogue was given. */
  const loot: Fetched[] = [];

  const steal = async (target: string, ...args: string[]): Promise<Fetched> => {
    const fetched = await rogue.fetch(target, ...args);
    loot.push(fetched);
    return fetched;
  };
  const stealsNothing = async (targets: readonly string[], ...args: string[]): Promise<void> => {
    for (const target of targets) {
      const { status, body } = await steal(target, ...args);
      expect({ target, refused: status === 401 || status === 403, body: body.toString('latin1') }).toEqual({
        target,
        refused: true,
        body: '',
      });
    }
  };

  beforeAll(async () => {
    network = cleanup.of(await createNetwork());
    const dhcp = cleanup.of(await udhcpc());
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', 'grub', 'dracut'],
      config: { boot: { tokenSeconds: TOKEN_SECONDS } },
      files: { 'registry/nodes.yaml': registryText('tiny', NODES) },
    });
    cleanup.of(site);
    await site.addImage('tiny', await tinyRoot());
    server = await site.serve();
    victim = await machine(network, dhcp, { name: 'victim', mac: VICTIM.mac });
    other = await machine(network, dhcp, { name: 'other', mac: OTHER.mac });
    rogue = await machine(network, dhcp, { name: 'rogue' });
    expect(await victim.powerOn()).toBe(VICTIM.address);
    expect(await other.powerOn()).toBe(OTHER.address);
    expect(await rogue.powerOn()).toMatch(/^10\.77\.0\.1\d\d$/);
    const keys = path.join(site.folder, 'state', 'keys', 'nodes');
    for (const node of Object.keys(NODES)) {
      for (const file of await readdir(path.join(keys, node))) {
        if (file.endsWith('.pub')) continue;
        const lines = (await readFile(path.join(keys, node, file), 'utf8')).split('\n');
        secrets.push(...lines.filter((line) => line.length > 40 && !line.startsWith('-----')).slice(2));
      }
    }
    expect(secrets.length).toBeGreaterThan(Object.keys(NODES).length);
  });
  afterAll(() => cleanup.run());

  it('gets no boot by asking first for the script or configuration of a node that is still on its way', async () => {
    for (const { mac } of [VICTIM, OTHER, OFF]) {
      const asked = [await steal(`/ipxe/${mac}`), await steal(`/grub/${mac}`), await steal(`/provision/${mac}`)];
      for (const { body } of asked) {
        expect(body.toString()).toContain('does not give this machine its boot now');
        expect(body.toString()).not.toMatch(/token=|blobs|kernel /);
      }
    }
    expect(server.output).toMatch(/NO_LEASE/);
  });

  it('gets nothing without a token, by any name, method or header', async () => {
    await stealsNothing(doors(VICTIM.mac));
    const headers = ['X-Forwarded-For', 'X-Real-IP', 'X-Client-IP', 'True-Client-IP'].flatMap((name) => [
      '--header',
      `${name}: ${VICTIM.address}`,
    ]);
    const more = ['--header', `Forwarded: for=${VICTIM.address}`, '--header', 'Host: 127.0.0.1'];
    await stealsNothing(doors(VICTIM.mac), ...headers, ...more);
    await stealsNothing([`/system/${VICTIM.mac}`], '--request-target', `http://127.0.0.1/system/${VICTIM.mac}`);
    await stealsNothing([`/system/${VICTIM.mac}`], '--http1.0', '--header', 'Host:');
    for (const method of ['POST', 'PUT', 'OPTIONS', 'TRACE', 'system']) {
      const { status, body } = await steal(`/system/${VICTIM.mac}`, '--request', method);
      expect({ method, refused: status === 400 || status === 405 }).toEqual({ method, refused: true });
      expect(body.length).toBeLessThan(100);
    }
    const { status, body } = await steal(`/system/${VICTIM.mac}`, '--head');
    expect([status, body.toString()]).toEqual([403, expect.stringContaining('Content-Length: 0\r\n')]);
    await stealsNothing(doors(VICTIM.mac), '--local-port', '500-1023');
  });

  it('finds no way out of what is served', async () => {
    const key = `state/keys/nodes/victim/ssh_host_ed25519_key`;
    const ways = ['..', '%2e%2e', '..%2f..', '%252e%252e', '..%00', '.%2e/..'].flatMap((up) =>
      ['', 'blobs/sha256/', 'ipxe/', 'grub/', 'system/'].map((below) => `/${below}${`${up}/`.repeat(6)}${key}`),
    );
    for (const way of [...ways, `/${key}`, `/blobs/sha256/${'%2e%2e%2f'.repeat(5)}keys`]) {
      expect((await steal(way)).status).toBeGreaterThanOrEqual(400);
    }
    for (const name of [`/system/${VICTIM.mac}`, `/../../${key}`, `/v1/session/${VICTIM.mac}`, `/${key}`]) {
      expect((await steal(`tftp://${network.address}${name}`)).body).toHaveLength(0);
    }
    const config = await steal(`tftp://${network.address}/grub/${VICTIM.mac}`);
    expect(config.body.toString()).toContain('does not give this machine its boot now');
  });

  let token = '';
  let foreign = '';

  it('cannot keep the node from booting: of many claims at once, also one by a DISCOVER in its name, the node’s own is granted', async () => {
    await rogue.client.exec(process.execPath, ['--input-type=module', '--eval', FORGED_DISCOVER], {
      cwd: REPOSITORY,
      env: { MAC: VICTIM.mac },
    });
    const scripts = await Promise.all([
      ...Array.from({ length: 8 }, () => rogue.script(VICTIM.mac)),
      victim.script(),
      ...Array.from({ length: 8 }, () => rogue.script(VICTIM.mac, '--head')),
      victim.script(),
    ]);
    const granted = scripts.map(tokenIn).filter((found) => found !== undefined);
    expect(granted).toHaveLength(2);
    expect(new Set(granted).size).toBe(1);
    token = granted[0] ?? '';
    foreign = tokenIn(await other.script()) ?? '';
    expect(foreign).not.toBe('');
    expect(foreign).not.toBe(token);
  });

  it('can do nothing with the token of a node, before and after that was used, nor with that of another', async () => {
    const shown = (given: string) =>
      doors(VICTIM.mac).map((door) => `${door}${door.includes('?') ? '&' : '?'}token=${given}`);
    await stealsNothing(shown(token));
    expect((await victim.fetch(`/system/${VICTIM.mac}?compress=gz&token=${token}`)).status).toBe(200);
    await stealsNothing(shown(token));
    await stealsNothing(shown(foreign));
    await stealsNothing(shown(`${token}x`));
    await stealsNothing(shown(`${foreign}&token=${token}`));
    expect(tokenIn(await rogue.script(`${VICTIM.mac}?token=${token}`))).toBeUndefined();
    // curl takes %3F for a question mark of the file name: by TFTP a token is as good, and as worthless, as by HTTP.
    const byTftp = (path: string) => `tftp://${network.address}${path}%3Ftoken=${token}`;
    for (const door of [`/system/${VICTIM.mac}`, `/runtime/${VICTIM.mac}`, `/v1/session/${VICTIM.mac}`]) {
      expect((await steal(byTftp(door))).body).toHaveLength(0);
    }
    expect((await victim.fetch(byTftp(`/system/${VICTIM.mac}`))).body.length).toBeGreaterThan(1000);
    expect(server.output).not.toContain(token);
    for (const code of ['TOKEN_OTHER_ADDRESS', 'TOKEN_OTHER_NODE', 'TOKEN_MALFORMED', 'TOKEN_MISSING']) {
      expect(server.output).toContain(code);
    }
  });

  it('gets nothing as another node either, with that node’s own good token', async () => {
    const rogueNode = rogue;
    rogue = other;
    await stealsNothing(doors(VICTIM.mac).map((door) => `${door}${door.includes('?') ? '&' : '?'}token=${foreign}`));
    expect(tokenIn(await other.script(VICTIM.mac))).toBeUndefined();
    rogue = rogueNode;
  });

  it('on the node itself, without privileges, is a second claimant: refused, logged and on the timeline', async () => {
    expect(tokenIn(await victim.script())).toBeUndefined();
    expect(await victim.script()).toContain('does not give this machine its boot now');
    await server.waitForOutput(/victim\s+script\s+failed.*SECOND_CLAIM/, { timeoutMs: 10_000 });
  });

  it('gets nothing by the address of a node that is switched off', async () => {
    const dhcp = cleanup.of(await udhcpc());
    const squatter = await machine(network, dhcp, { name: 'squatter', address: OFF.address });
    expect(await squatter.script(OFF.mac)).toContain('does not give this machine its boot now');
    for (const door of doors(OFF.mac)) expect((await squatter.fetch(door)).status).toBe(403);
  });

  it('gets nothing of a node with an asset key that it does not know, nor of one for Warewulf’s clients from elsewhere', async () => {
    await stealsNothing(doors(KEYED.mac));
    await stealsNothing(doors(KEYED.mac).map((door) => `${door}${door.includes('?') ? '&' : '?'}assetkey=rack`));
    expect(tokenIn(await rogue.script(`${KEYED.mac}?assetkey=rack`))).toBeUndefined();
    await stealsNothing(doors(WAREWULF.mac), '--local-port', '500-1023');
    const dhcp = cleanup.of(await udhcpc());
    const compatible = await machine(network, dhcp, { name: 'compatible', mac: WAREWULF.mac });
    await compatible.powerOn();
    const unprivileged = await compatible.fetch(
      `/provision/${WAREWULF.mac}?stage=runtime`,
      '--local-port',
      '20000-30000',
    );
    expect([unprivileged.status, unprivileged.body.length]).toEqual([401, 0]);
    const privileged = await compatible.fetch(`/provision/${WAREWULF.mac}?stage=runtime`, '--local-port', '500-1023');
    expect(privileged.status).toBe(200);
  });

  it('stands beside a node that boots all the same, and gets its own secrets whole', async () => {
    const script = await victim.script(`${VICTIM.mac}?token=${token}`);
    const parts = [...script.matchAll(/^(?:kernel|initrd) --name \w+ (\S+)/gm)].map(([, url = '']) => url);
    expect(parts).toHaveLength(5);
    const payload = await Promise.all(parts.map((url) => victim.fetch(url)));
    expect(payload.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const whole = payload.map(({ body }) => plain(body)).join('');
    expect(whole).toContain('OPENSSH PRIVATE KEY');
    expect(secrets.some((line) => whole.includes(line))).toBe(true);
    expect(whole).toContain("MUSTER_NODE='victim'");
    expect(whole).toContain(`MUSTER_TOKEN='${token}'`);
    const run = /MUSTER_RUN_TOKEN='([\w-]+)'/.exec(whole)?.[1] ?? '';
    expect((await victim.fetch(`/runtime/${VICTIM.mac}?token=${run}`)).status).toBe(200);
    expect((await victim.fetch(`/system/${VICTIM.mac}?token=${run}`)).status).toBe(403);
    await stealsNothing([`/runtime/${VICTIM.mac}?token=${run}`]);
    expect(script).not.toMatch(new RegExp(`^kernel .*${token}`, 'm'));
  });

  it('finds the token of a boot worthless once the next one has begun, or it has expired', async () => {
    await victim.powerOn();
    const next = tokenIn(await victim.script()) ?? '';
    expect(next).not.toBe(token);
    const overlay = (given: string) => victim.fetch(`/system/${VICTIM.mac}?token=${given}`);
    expect((await overlay(next)).status).toBe(200);
    expect((await overlay(token)).status).toBe(403);
    expect(server.output).toContain('TOKEN_OTHER_BOOT');
    await expect.poll(async () => (await overlay(next)).status, { timeout: 200_000, interval: 2000 }).toBe(403);
    expect(server.output).toContain('TOKEN_EXPIRED');
  });

  it('has not seen one line of a private key in all it was given, and the log shows no token', () => {
    expect(loot.length).toBeGreaterThan(200);
    for (const { body } of loot) {
      const text = plain(body);
      for (const line of secrets) expect(text).not.toContain(line);
    }
    for (const shown of [token, foreign]) expect(server.output).not.toContain(shown);
  });
});

/** A DISCOVER as the firmware of another machine sends it. */
const FORGED_DISCOVER = `
import { createSocket } from 'node:dgram';
import { encodeDhcp, macToBytes, OPTIONS, writeOption } from '@muster/wire';
const message = { op: 1, htype: 1, hlen: 6, hops: 0, xid: 7, secs: 0, flags: 0x8000, ciaddr: 0, yiaddr: 0, siaddr: 0, giaddr: 0,
  chaddr: macToBytes(process.env.MAC), sname: '', file: '', options: new Map() };
writeOption(message, OPTIONS.messageType, 1);
writeOption(message, OPTIONS.vendorClass, 'PXEClient:Arch:00000:UNDI:002001');
writeOption(message, OPTIONS.clientArchitecture, [0]);
const socket = createSocket('udp4');
socket.bind(68, () => {
  socket.setBroadcast(true);
  socket.send(encodeDhcp(message), 67, '255.255.255.255', () => socket.close());
});
`;
