import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BootReport, bootMachine, fakeMachine, type RelayAgent } from '../../src/index.ts';
import { NODE, type ServedSite, STRANGER, servedSite } from './served-site.ts';

const SPEED = 200;
/** The same losses each time: the first packet, so that one has to be repeated, and then by a generator (Numerical Recipes, ch. 7). */
function fixedLosses(): () => number {
  let state = 0;
  return () => {
    const value = state / 2 ** 32;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return value;
  };
}
const stagesOf = ({ stages }: BootReport): string[] => stages.map(({ stage }) => stage);

describe('a fake machine in front of the real servers', () => {
  let site: ServedSite;
  let relay: RelayAgent;
  beforeAll(async () => {
    site = await servedSite();
  });
  afterAll(() => site.close());
  afterEach(() => relay.close());

  const boot = async (clientClass: string, options = {}): Promise<BootReport> => {
    relay = await site.relay();
    const machine = fakeMachine({ mac: NODE.mac, name: 'n01', clientClass });
    return bootMachine(machine, { relay, tftpPort: site.tftpPort, speed: SPEED, ...options });
  };

  it.each(['uefi-x86_64', 'bios', 'uefi-x86_64-http'])(
    'of class %s loads iPXE, asks for an address again and comes up',
    async (clientClass) => {
      const report = await boot(clientClass);
      expect(report).toMatchObject({ outcome: 'up', address: NODE.address, faults: [], restarts: 0 });
      expect(stagesOf(report)).toEqual([
        'dhcp',
        'boot-file',
        'loader-dhcp',
        'script',
        'kernel',
        'image',
        'session',
        'init',
        'up',
      ]);
      const image = (await site.open.services.images.get('sample'))?.archive;
      const size = (stage: string): number | undefined => report.stages.find((one) => one.stage === stage)?.bytes;
      expect(size('boot-file')).toBe(clientClass === 'bios' ? 70_000 : 200_000);
      expect(size('kernel')).toBe(400_000);
      expect(size('image')).toBe(image?.size);
    },
  );

  it('whose firmware is iPXE goes straight to its script', async () => {
    const report = await boot('bios-ipxe');
    expect(report.outcome).toBe('up');
    expect(stagesOf(report).slice(0, 2)).toEqual(['dhcp', 'script']);
  });

  it('is up for the server as well, with every stage in its timeline', async () => {
    await boot('uefi-x86_64');
    const { timeline } = site.open.services;
    const done = new Set(
      timeline
        .of('n01')
        .filter(({ outcome }) => outcome === 'done')
        .map(({ stage }) => stage),
    );
    expect([...done]).toEqual(expect.arrayContaining(['dhcp', 'boot-file', 'script', 'kernel', 'image', 'init', 'up']));
  });

  it('leaves out what it is told to skip', async () => {
    const report = await boot('uefi-x86_64', { skip: ['image'] });
    expect(report.outcome).toBe('up');
    expect(stagesOf(report)).not.toContain('image');
  });

  it('that nobody knows fails with what its script tells on the screen', async () => {
    relay = await site.relay();
    const machine = fakeMachine({ mac: STRANGER, clientClass: 'uefi-x86_64-ipxe' });
    const report = await bootMachine(machine, { relay, speed: SPEED });
    expect(report.failure).toMatchObject({ stage: 'script', code: 'told-to-wait' });
    expect(report.failure?.detail).toContain(`nobody knows this machine (MAC ${STRANGER}`);
  });

  it('for whose firmware there is no boot file fails after it was switched on anew', async () => {
    const report = await boot('uefi-arm64', { restarts: 1 });
    expect(report).toMatchObject({ outcome: 'failed', restarts: 1, failure: { code: 'no-boot-file' } });
  });

  it('comes up over a wire that loses one datagram in twenty', async () => {
    relay = await site.relay({ loss: 0.05, random: fixedLosses() });
    const machine = fakeMachine({ mac: NODE.mac, clientClass: 'bios' });
    const report = await bootMachine(machine, { relay, tftpPort: site.tftpPort, speed: SPEED });
    expect(report.outcome).toBe('up');
    const retries = report.stages.reduce((sum, stage) => sum + stage.retries, 0);
    expect(retries).toBeGreaterThan(0);
  });

  it('ends when it is stopped', async () => {
    const stop = new AbortController();
    const running = boot('uefi-x86_64', { signal: stop.signal, speed: 0.01 });
    setTimeout(() => {
      stop.abort();
    }, 50);
    expect(await running).toMatchObject({ outcome: 'failed', failure: { code: 'stopped' } });
  });
});

describe('a fake machine that boots in two stages', () => {
  let site: ServedSite;
  let relay: RelayAgent;
  beforeAll(async () => {
    site = await servedSite({ node: { boot: { stages: 'two' } } });
    relay = await site.relay();
  });
  afterAll(async () => {
    await relay.close();
    await site.close();
  });

  it('fetches what the manifest lists after its kernel runs', async () => {
    const machine = fakeMachine({ mac: NODE.mac, clientClass: 'uefi-x86_64' });
    const report = await bootMachine(machine, { relay, tftpPort: site.tftpPort, speed: SPEED });
    expect(report.outcome).toBe('up');
    expect(stagesOf(report).slice(4)).toEqual(['kernel', 'initramfs', 'session', 'manifest', 'image', 'init', 'up']);
  });
});

describe('a machine of no class', () => {
  it('is refused with the classes there are', () => {
    expect(() => fakeMachine({ mac: NODE.mac, clientClass: 'uefi' })).toThrow('"uefi" is no client class');
  });
});
