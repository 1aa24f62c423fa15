import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cleanup } from '../helpers/dhcp-cleanup.ts';
import { createFaultSite, type FaultSite, fetchParts, powerOnAs } from '../helpers/fault-site.ts';

const NODES = {
  imageless: { mac: '52:54:00:77:06:01', address: '10.77.0.11', fields: { image: 'nothere' } },
  riscv: { mac: '52:54:00:77:06:02', address: '10.77.0.12' },
  arm: { mac: '52:54:00:77:06:03', address: '10.77.0.13' },
  small: {
    mac: '52:54:00:77:06:04',
    address: '10.77.0.14',
    fields: { hardware: { memory: '64MiB' }, boot: { stages: 'single' } },
  },
  reporting: { mac: '52:54:00:77:06:05', address: '10.77.0.15', fields: { boot: { stages: 'single' } } },
} as const;
const STRANGER = '52:54:00:77:06:99';

/** DHCP option 93 (IANA "Processor Architecture Types"). */
const X86_64 = 7;
const ARM64 = 11;
const RISCV64 = 27;

const PAYLOAD = ['kernel', 'image', 'system', 'runtime', 'session'];

describe('what a machine is keeps it from booting, and watch says so', () => {
  const cleanup = new Cleanup();
  let faults: FaultSite;
  beforeAll(async () => {
    faults = await createFaultSite(cleanup, { nodes: NODES });
  });
  afterAll(() => cleanup.run());

  it('names an image that does not exist', async () => {
    const { mac } = NODES.imageless;
    const node = await faults.plugIn('imageless', mac);
    await node.powerOn();
    expect(await node.script()).toContain('image nothere of node imageless does not exist');
    const cause = await faults.causeOf('imageless', 'IMAGE_MISSING');
    expect(cause.remedy).toBe('muster image import SOURCE nothere');
  });

  it('names firmware for which no loader has a boot file', async () => {
    const node = await faults.plugIn('riscv', NODES.riscv.mac);
    await powerOnAs(faults.dhcp, node.client, RISCV64);
    const { sentence } = await faults.causeOf('riscv', 'BOOT_FILE_MISSING');
    expect(sentence).toContain('client class uefi-riscv64');
  });

  it('names a processor that the image is not for', async () => {
    const node = await faults.plugIn('arm', NODES.arm.mac);
    await powerOnAs(faults.dhcp, node.client, ARM64);
    await fetchParts(node, await node.script(), PAYLOAD);
    const { sentence } = await faults.causeOf('arm', 'ARCHITECTURE_WRONG');
    expect(sentence).toBe('arm is arm64, but image fake and its kernel are for x86_64');
  });

  it('names memory that the image does not fit into, as the registry has it, also once all is fetched', async () => {
    const node = await faults.plugIn('small', NODES.small.mac);
    await powerOnAs(faults.dhcp, node.client, X86_64);
    await faults.causeOf('small', 'MEMORY_TOO_SMALL');
    await fetchParts(node, await node.script(), PAYLOAD);
    const { sentence } = await faults.causeOf('small', 'MEMORY_TOO_SMALL');
    expect(sentence).toMatch(/^small has 67 MB of memory; to boot image fake it needs about 1\d\d MB$/);
    await expect.poll(() => faults.stateOf('small'), { timeout: 30_000, interval: 250 }).toBe('stuck');
    await faults.causeOf('small', 'MEMORY_TOO_SMALL');
  });

  it('names memory that the image does not fit into, as its init told before', async () => {
    const { mac } = NODES.reporting;
    const node = await faults.plugIn('reporting', mac);
    await powerOnAs(faults.dhcp, node.client, X86_64);
    await fetchParts(node, await node.script(), PAYLOAD);
    for (const told of ['stage=init&detail=memory%2060%20MB', 'stage=up']) {
      expect((await node.fetch(`/v1/report/${mac}?${told}`)).status).toBe(200);
    }
    await powerOnAs(faults.dhcp, node.client, X86_64);
    await fetchParts(node, await node.script(), PAYLOAD);
    const { remedy } = await faults.causeOf('reporting', 'MEMORY_TOO_SMALL');
    expect(remedy).toContain('--set boot.stages=two');
  });

  it('names a machine that no node is', async () => {
    const machine = await faults.plugIn('stranger', STRANGER);
    await machine.powerOn();
    expect(await machine.script()).toContain('nobody knows this machine');
    const { remedy } = await faults.causeOf(STRANGER, 'NODE_UNKNOWN');
    expect(remedy).toContain(`muster discover accept ${STRANGER}`);
  });
});
