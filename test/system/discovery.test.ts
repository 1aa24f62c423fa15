import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFleetSite, type FleetSite } from '../helpers/fleet-site.ts';
import { summaryIn } from '../helpers/fleet-summary.ts';
import type { LabProcess } from '../lab/index.ts';

/** Three nodes have machines, the others wait for one. */
const NODES = 27;
const FREE = 24;
const MACHINES = 30;

interface Listed {
  readonly mac: string;
  readonly address?: string;
  readonly note?: string;
  readonly policy: string;
  readonly asks: boolean;
  readonly serial?: string;
  readonly manufacturer?: string;
}

interface NodeLine {
  readonly name: string;
  readonly hwaddr?: string;
  readonly state?: string;
}

const macOf = (index: number): string => `02:00:00:00:01:${index.toString(16).padStart(2, '0')}`;

async function listed({ site }: FleetSite): Promise<readonly Listed[]> {
  return JSON.parse((await site.muster(['discover', 'list', '--output', 'json'])).stdout) as Listed[];
}

async function nodesOf({ site }: FleetSite): Promise<readonly NodeLine[]> {
  return JSON.parse((await site.muster(['node', 'list', '--output', 'json'])).stdout) as NodeLine[];
}

/** A script request as iPXE makes it, from the server's own address, whose lease nobody holds. */
async function asks({ network, site }: FleetSite, mac: string, query = ''): Promise<string> {
  const url = `${site.url}/ipxe/${mac.replaceAll(':', '-')}?uuid=&assetkey=${query}`;
  return (await network.exec('curl', ['--silent', '--fail', '--globoff', url])).stdout;
}

const INTRODUCED = '&serial=S%1b%5b2J7&asset=&manufacturer=Dell%20Inc.&product=R650';

describe('many unknown machines at once, with discovery on', () => {
  let fleet: FleetSite;
  let server: LabProcess;
  beforeAll(async () => {
    const config = { discovery: { policy: 'on', rules: [{ vendor: '02:00:00', policy: 'off' }] } };
    fleet = await createFleetSite({ nodes: NODES, imageBytes: 100_000, free: FREE, config });
    server = await fleet.site.serve();
  });
  afterAll(() => fleet.close());

  it('become nodes of their own as long as there are free ones, in one boot each, and the others are told why not', async () => {
    const run = await fleet.site.muster(
      [
        'sim',
        '--invent',
        `x[01-${MACHINES}]`,
        '--class',
        'uefi-x86_64',
        '--class',
        'bios-ipxe',
        '--speed',
        '20',
        '--output',
        'json',
      ],
      { reject: false, timeoutMs: 280_000 },
    );
    const summary = summaryIn(run);
    expect(summary).toMatchObject({ machines: MACHINES, up: FREE, failed: MACHINES - FREE });
    const nodes = await nodesOf(fleet);
    const hwaddrs = nodes.map(({ hwaddr }) => hwaddr);
    expect(hwaddrs).not.toContain(undefined);
    expect(new Set(hwaddrs).size).toBe(NODES);
    expect(nodes.filter(({ state }) => state === 'up')).toHaveLength(FREE);
    const left = await listed(fleet);
    expect(left).toHaveLength(MACHINES - FREE);
    for (const machine of left) {
      expect(machine).toMatchObject({ policy: 'on', asks: true });
      expect(machine.note).toBe('no node is free: none is discoverable and without a machine');
      expect(hwaddrs).not.toContain(machine.mac);
    }
  });

  it('are changes of the registry that the history tells of, and boots that began as those of unknown machines', async () => {
    const { stdout } = await fleet.site.muster(['history', '--output', 'json']);
    const entries = JSON.parse(stdout) as { author: string; reason?: string }[];
    const own = entries.filter(({ author }) => author === 'discovery');
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThanOrEqual(FREE);
    for (const { reason } of own) expect(reason).toMatch(/^accepted [0-9a-f:]{17} as n\d+/);
    const events = await fleet.site.muster(['log', 'n00004']);
    const [first = ''] = events.stdout.split('\n').filter((line) => line.includes('script'));
    expect(first).toMatch(/[0-9a-f:]{17} {2}script {2}.*nobody knows this machine|n00004 {2}script/);
  });

  it('are not taken for nodes when a machine makes up MAC addresses, or a rule says off', async () => {
    await fleet.site.muster(['node', 'add', 'n90', '--set', 'discoverable=true', '--profile', 'compute']);
    for (let index = 0; index < 5; index += 1) {
      const mac = `06:00:00:00:02:0${index}`;
      expect(await asks(fleet, mac, INTRODUCED)).toContain('nobody knows this machine');
      expect(await asks(fleet, mac, INTRODUCED)).toContain('Muster: not accepted:');
    }
    expect(await asks(fleet, macOf(1), INTRODUCED)).toContain(`muster node set NODE --hwaddr ${macOf(1)}`);
    expect((await nodesOf(fleet)).find(({ name }) => name === 'n90')?.hwaddr).toBeUndefined();
    const refused = await fleet.site.muster(['discover', 'accept', macOf(1)], { reject: false });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('DISCOVERY_OFF');
  });

  it('are still on the list after the server was killed and started again', async () => {
    await fleet.site.muster(['discover', 'forget', macOf(1)]);
    process.kill(server.pid, 'SIGTERM');
    await server.exited;
    const offline = await fleet.site.muster(['discover', 'list'], { reject: false });
    expect(offline.stderr).toContain('DISCOVERY_NO_SERVER');
    server = await fleet.site.serve();
    const left = await listed(fleet);
    expect(left).toHaveLength(MACHINES - FREE + 5);
    expect(left.map(({ mac }) => mac)).not.toContain(macOf(1));
  });
});

describe('unknown machines that wait to be accepted', () => {
  let fleet: FleetSite;
  beforeAll(async () => {
    fleet = await createFleetSite({ nodes: 9, imageBytes: 100_000, free: 8 });
    await fleet.site.serve();
  });
  afterAll(() => fleet.close());

  it('are told to tell more of themselves, and what they tell is fit for a terminal', async () => {
    const script = await asks(fleet, macOf(0));
    expect(script.indexOf('&serial=${serial:uristring}')).toBeLessThan(script.indexOf('sleep 15'));
    expect(script).toContain('&serial=${serial:uristring}');
    await asks(fleet, macOf(0), INTRODUCED);
    const [machine] = await listed(fleet);
    expect(machine).toMatchObject({ mac: macOf(0), policy: 'ask', asks: true, manufacturer: 'Dell Inc.' });
    const table = await fleet.site.muster(['discover', 'list']);
    expect(table.stdout).toContain(macOf(0));
    expect(table.stdout).not.toContain('\u001b');
  });

  it('never get the node of another one, however many commands accept them at once', async () => {
    for (let index = 0; index < 12; index += 1) await asks(fleet, macOf(index), INTRODUCED);
    const commands = Array.from({ length: 12 }, async (_, index) => {
      const named = index < 4 ? ['--as', 'n00005'] : [];
      const args = ['discover', 'accept', macOf(index), ...named, '--output', 'json'];
      return fleet.site.muster(args, { reject: false, timeoutMs: 200_000 });
    });
    const change = fleet.site.muster(['node', 'set', '@all', '--set', 'tags.word=other']);
    const results = await Promise.all(commands);
    await change;
    const accepted = results.flatMap(({ exitCode, stdout }) =>
      exitCode === 0 ? (JSON.parse(stdout) as { accepted: { mac: string; node: string }[] }).accepted : [],
    );
    const refused = results.filter(({ exitCode }) => exitCode !== 0).map(({ stderr }) => stderr);
    for (const error of refused) expect(error).toMatch(/DISCOVERY_(NODE_TAKEN|NONE_FREE)/);
    expect(new Set(accepted.map(({ node }) => node)).size).toBe(accepted.length);
    expect(accepted.filter(({ node }) => node === 'n00005')).toHaveLength(1);
    const owners = new Map((await nodesOf(fleet)).map(({ name, hwaddr }) => [name, hwaddr]));
    for (const { mac, node } of accepted) expect(owners.get(node)).toBe(mac);
    expect(await listed(fleet)).toHaveLength(12 - accepted.length);
    const text = await readFile(path.join(fleet.site.folder, 'registry/nodes.yaml'), 'utf8');
    expect(text.match(/"word": "other"|word: other/g)?.length).toBe(9);
  });

  it('are accepted all at once as far as there are free nodes', async () => {
    await fleet.site.muster(['node', 'add', 'z[1-2]', '--set', 'discoverable=true']);
    const before = (await listed(fleet)).length;
    for (const index of [20, 21, 22]) await asks(fleet, macOf(index), INTRODUCED);
    const run = await fleet.site.muster(['discover', 'accept', '--all', '--output', 'json'], { reject: false });
    const told = JSON.parse(run.stdout) as { accepted: { node: string }[]; refused: { sentence: string }[] };
    expect(told.accepted.map(({ node }) => node)).toEqual(expect.arrayContaining(['z1', 'z2']));
    expect(told.accepted.length + told.refused.length).toBe(before + 3);
    expect(run.exitCode).toBe(1);
  });
});
