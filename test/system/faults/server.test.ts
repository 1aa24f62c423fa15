import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cleanup } from '../helpers/dhcp-cleanup.ts';
import { createFaultSite, type FaultSite, fetchParts } from '../helpers/fault-site.ts';
import { machine, tokenIn } from '../helpers/machine.ts';

const NODES = {
  proxied: { mac: '52:54:00:77:08:01', address: '10.77.0.11' },
  robbed: { mac: '52:54:00:77:08:02', address: '10.77.0.12' },
  stolen: { mac: '52:54:00:77:08:04', address: '10.77.0.14' },
  left: { mac: '52:54:00:77:08:03', address: '10.77.0.13' },
  pestered: { mac: '52:54:00:77:08:05', address: '10.77.0.15' },
  asleep: { mac: '52:54:00:77:08:06', address: '10.77.0.16' },
} as const;

describe('what is around a machine keeps it from booting, and watch says so', () => {
  const cleanup = new Cleanup();
  let faults: FaultSite;
  beforeAll(async () => {
    faults = await createFaultSite(cleanup, { nodes: NODES, network: { nextServer: '0.0.0.0' } });
  });
  afterAll(() => cleanup.run());

  it('names an offer with a boot file and without the address of its server', async () => {
    const node = await faults.plugIn('proxied', NODES.proxied.mac);
    await node.powerOn();
    const { sentence } = await faults.causeOf('proxied', 'NEXT_SERVER_MISSING');
    expect(sentence).toContain('siaddr 0.0.0.0');
  });

  it('names the second machine that claims a boot, with its address', async () => {
    const node = await faults.plugIn('robbed', NODES.robbed.mac);
    await node.powerOn();
    const token = tokenIn(await node.script()) ?? '';
    expect((await node.fetch(`/system/${NODES.robbed.mac}?compress=gz&token=${token}`)).status).toBe(200);
    expect(tokenIn(await node.script())).toBeUndefined();
    const { sentence } = await faults.causeOf('robbed', 'SECOND_CLAIMANT');
    expect(sentence).toContain(NODES.robbed.address);
  });

  it('names a stolen token, and who shows it', async () => {
    const node = await faults.plugIn('stolen', NODES.stolen.mac);
    await node.powerOn();
    const token = tokenIn(await node.script()) ?? '';
    const thief = await machine(faults.network, faults.dhcp, { name: 'thief', address: '10.77.0.77' });
    expect((await thief.fetch(`/system/${NODES.stolen.mac}?compress=gz&token=${token}`)).status).toBe(403);
    const { sentence } = await faults.causeOf('stolen', 'TOKEN_REFUSED');
    expect(sentence).toContain('10.77.0.77 shows the boot token that node stolen got at 10.77.0.14');
    expect(faults.stateOf('stolen')).toBe('booting');
  });

  it('takes what a stranger asks in the name of a node for no part of its boot', async () => {
    const node = await faults.plugIn('pestered', NODES.pestered.mac);
    await node.powerOn();
    await fetchParts(node, await node.script(), ['kernel']);
    const statusOf = async (name: string) =>
      JSON.parse((await faults.site.muster(['node', 'status', name, '--output', 'json'])).stdout) as object[];
    // What it is to come to is known once the server has looked at the boot.
    const planned = expect.objectContaining({ stage: 'up', state: 'waiting' }) as unknown;
    await expect
      .poll(() => statusOf('pestered'), { timeout: 20_000 })
      .toMatchObject([{ stages: expect.arrayContaining([planned]) as unknown }]);
    const [before] = await statusOf('pestered');
    const stranger = await machine(faults.network, faults.dhcp, { name: 'stranger', address: '10.77.0.78' });
    for (const { mac } of [NODES.pestered, NODES.asleep]) {
      for (const path of [`/ipxe/${mac}`, `/grub/${mac}`, `/kernel/${mac}?compress=gz`]) await stranger.fetch(path);
      expect((await stranger.fetch(`/system/${mac}`)).status).toBe(403);
    }
    const [after] = await statusOf('pestered');
    expect(after).toMatchObject({
      ...before,
      remarks: expect.arrayContaining([
        expect.objectContaining({ stage: 'script', address: '10.77.0.78', code: 'NO_LEASE' }),
        expect.objectContaining({ stage: 'system', address: '10.77.0.78', code: 'TOKEN_MISSING' }),
      ]) as unknown,
    });
    expect(await statusOf('asleep')).toMatchObject([{ state: 'never', stages: [] }]);
    const timeline = (await faults.site.muster(['node', 'timeline', 'pestered'])).stdout;
    expect(timeline).toMatch(/remark: stranger 10\.77\.0\.78, .*, system: TOKEN_MISSING: 10\.77\.0\.78 asks/);
    expect((await faults.site.muster(['log', 'asleep'])).stdout).toContain('stranger 10.77.0.78  TOKEN_MISSING: ');
  });

  it('names its own absence to a machine that asked meanwhile', async () => {
    const node = await faults.plugIn('left', NODES.left.mac);
    await node.powerOn();
    const script = await node.script();
    await fetchParts(node, script, ['kernel']);
    // A power cut takes the last quarter of a second of the journal; asking for it writes it.
    expect((await faults.site.muster(['log', 'left'])).stdout).toContain('kernel');
    await faults.kill();
    await fetchParts(node, script, ['image', 'system']);
    await faults.start();
    const { remedy } = await faults.causeOf('left', 'SERVER_WAS_DOWN');
    expect(remedy).toBe('start left again');
  });
});
