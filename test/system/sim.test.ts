import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFleetSite, type FleetSite } from '../helpers/fleet-site.ts';
import { summaryIn } from '../helpers/fleet-summary.ts';

const NODES = 50;
const STAGES = [
  'dhcp',
  'boot-file',
  'loader-dhcp',
  'script',
  'kernel',
  'image',
  'system',
  'runtime',
  'session',
  'init',
  'up',
];

describe('muster sim, in front of a running server', () => {
  let fleet: FleetSite;
  beforeAll(async () => {
    fleet = await createFleetSite({ nodes: NODES, imageBytes: 2_000_000 });
  });
  afterAll(() => fleet.close());

  it('says that a server is missing while none runs', async () => {
    const { exitCode, stderr } = await fleet.site.muster(['sim'], { reject: false });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('CLI_SERVER_NEEDED');
  });

  it('boots 50 machines of three kinds of firmware over a wire that loses one packet in a hundred', async () => {
    await fleet.site.serve();
    await fleet.lose(1);
    const classes = ['uefi-x86_64', 'bios', 'uefi-x86_64-http'].flatMap((id) => ['--class', id]);
    const run = await fleet.site.muster(['sim', '--speed', '20', ...classes, '--output', 'json'], {
      reject: false,
      timeoutMs: 240_000,
    });
    const summary = summaryIn(run);
    expect(summary).toMatchObject({ machines: NODES, up: NODES, failed: 0, left: 0, failures: [] });
    expect(new Set(summary.stages.map(({ stage }) => stage))).toEqual(new Set(STAGES));
    expect(summary.bytes).toBeGreaterThan(NODES * 2_000_000);
    expect(summary.server?.pids).toHaveLength(1);
    expect(summary.server?.cpuSeconds).toBeGreaterThan(0);
    const { stdout } = await fleet.network.exec('nft', ['list', 'table', 'inet', 'loss']);
    expect(Number(/packets (\d+)/.exec(stdout)?.[1])).toBeGreaterThan(0);
  });

  it('leaves every node up in the eyes of the server', async () => {
    const { stdout } = await fleet.site.muster(['node', 'list', '@state:up', '--output', 'json']);
    expect(JSON.parse(stdout)).toHaveLength(NODES);
  });

  it('prints what a server is sized by', async () => {
    const { stdout } = await fleet.site.muster(['sim', 'n[00001-00003]', '--speed', '50', '--class', 'bios-ipxe']);
    expect(stdout).toContain('3 of 3 machines came up');
    expect(stdout).toMatch(/a thousand nodes need [\d.]+ s of one core and [\d.]+ GB from the server/);
  });

  it('invents machines nobody knows, and tells what they were told', async () => {
    const { exitCode, stdout } = await fleet.site.muster(
      ['sim', '--invent', 'x[1-2]', '--class', 'bios-ipxe', '--speed', '50'],
      {
        reject: false,
      },
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('failed: script told-to-wait 2 times');
  });
});
