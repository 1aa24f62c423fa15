import { requests, sampleImage, testPlugin } from '@muster/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import ipxe from '../../plugin-ipxe/src/index.ts';
import { ignitionConfig } from '../src/disks/ignition.ts';
import { type Layout, layoutOf } from '../src/disks/layout.ts';
import { diskLines } from '../src/disks/manifest-lines.ts';
import dracut from '../src/index.ts';

const LINUX = '0FC63DAF-8483-4772-8E79-3D69D8477DE4';
const image = sampleImage('debian', {
  initramfs: { '6.1.0-40-cloud-amd64': { digest: 'c'.repeat(64), size: 20_000_000 } },
});
const tested = async (fields: object) =>
  await testPlugin(dracut, {
    others: [ipxe],
    registry: {
      nodes: {
        n01: {
          image: 'debian',
          boot: { stages: 'two', root: 'disk' },
          networkDevices: { default: { device: 'eth0', hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' } },
          ...fields,
        },
      },
    },
    images: [image],
  });
const laidOut = async (fields: object) => {
  const test = await tested(fields);
  const node = test.snapshot.registry.node('n01');
  if (node === undefined) throw new Error('no node');
  return layoutOf(node);
};
const layout = async (fields: object): Promise<Layout> => {
  const found = await laidOut(fields);
  if ('wrong' in found) throw new Error(found.wrong.join('; '));
  return found;
};
const wrong = async (fields: object) => {
  const found = await laidOut(fields);
  return 'wrong' in found ? found.wrong.join('; ') : '';
};

const NVME = '/dev/nvme0n1';
const SAMPLE = {
  disks: {
    [NVME]: {
      wipeTable: true,
      partitions: {
        data: { number: 3 },
        root: { number: 1, sizeMiB: 4096, startMiB: 1 },
        swap: { number: 2, sizeMiB: 512 },
      },
    },
  },
  fileSystems: {
    '/dev/disk/by-partlabel/data': { format: 'xfs', path: '/srv/data/', wipe: true, mountOptions: 'noatime,nodev' },
    root: { format: 'ext4', path: '/', uuid: LINUX },
    swap: { format: 'swap' },
    '/dev/sdb': { format: 'ext4', path: '/srv', label: 'srv' },
  },
};

describe('disks of a node', () => {
  it('are laid out by number, file systems in the order of mounting', async () => {
    expect(diskLines(await layout(SAMPLE))).toEqual([
      `disk ${NVME} wipe`,
      `partition 1 1 4096 ${LINUX} - root`,
      'partition 2 - 512 0657FD6D-A4AB-43C4-84E5-0933C84B4F4F - swap',
      `partition 3 - - ${LINUX} - data`,
      `filesystem ${NVME}p1 ext4 keep - ${LINUX.toLowerCase()} / defaults`,
      'filesystem /dev/sdb ext4 keep srv - /srv defaults',
      `filesystem ${NVME}p3 xfs wipe - - /srv/data noatime,nodev`,
      `filesystem ${NVME}p2 swap keep - - - defaults`,
    ]);
  });

  it('are a configuration of Ignition as well, with options one by one', async () => {
    expect(JSON.parse(JSON.stringify(ignitionConfig(await layout(SAMPLE))))).toMatchObject({
      ignition: { version: '3.4.0' },
      storage: {
        disks: [
          {
            device: NVME,
            wipeTable: false,
            partitions: [{ label: 'root', number: 1, startMiB: 1, sizeMiB: 4096 }, { sizeMiB: 512 }, { sizeMiB: 0 }],
          },
        ],
        filesystems: [
          { device: `${NVME}p1`, path: '/', wipeFilesystem: false },
          { device: '/dev/sdb', label: 'srv' },
          { path: '/srv/data', mountOptions: ['noatime', 'nodev'], wipeFilesystem: false },
          { format: 'swap' },
        ],
      },
    });
  });

  it('name devices as the kernel and udev do', async () => {
    for (const [device, first] of [
      ['/dev/sda', '/dev/sda1'],
      ['/dev/mmcblk0', '/dev/mmcblk0p1'],
      ['/dev/disk/by-id/ata-X1', '/dev/disk/by-id/ata-X1-part1'],
    ] as const) {
      const { disks } = await layout({ disks: { [device]: { partitions: { one: { number: 1 } } } } });
      expect(disks[0]?.partitions[0]?.device).toBe(first);
    }
  });

  it('are refused where they do not fit, with the reason', async () => {
    const disk = (partitions: object) => ({ disks: { '/dev/sda': { partitions } } });
    expect(await wrong(disk({ a: { number: 1, sizeMiB: 1 }, b: { number: 1 } }))).toContain(
      'two partitions of one number',
    );
    expect(await wrong(disk({ a: { number: 1 }, b: { number: 2 } }))).toContain(
      'only the partition of the highest number',
    );
    expect(await wrong(disk({}))).toContain('has no partitions');
    expect(await wrong({ fileSystems: { none: { format: 'ext4' } } })).toContain('no disk has a partition "none"');
    const twice = { '/dev/sda1': { format: 'ext4', path: '/a' }, '/dev/sdb1': { format: 'ext4', path: '/a/' } };
    expect(await wrong({ fileSystems: twice })).toContain('two file systems are at /a');
    expect(await wrong({ fileSystems: { '/dev/sda1': { format: 'swap', path: '/a' } } })).toContain('it takes no path');
    const vfat = { format: 'vfat', uuid: LINUX, label: 'longerthanitis' };
    expect(await wrong({ fileSystems: { '/dev/sda1': vfat } })).toMatch(/11 letters at most.*no UUID/);
    expect(await wrong({ fileSystems: { '/dev/sda1': { format: 'ext4', path: '/a/../b' } } })).toContain(
      'no path to mount',
    );
  });

  it('are a problem of the boot, not of the registry, where root disk cannot be made of them', async () => {
    const problems = async (fields: object) => (await (await tested(fields)).assign(requests.http()))?.spec.problems;
    expect(await problems({})).toMatchObject([
      { code: 'DISKS_WRONG', sentence: expect.stringContaining('none is at /') as string },
    ]);
    expect(await problems(SAMPLE)).toEqual([]);
  });

  it('never give the first stage a line of other words than it reads', async () => {
    const label = fc.stringMatching(/^[A-Za-z0-9._-]{1,36}$/);
    const option = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const count = option(fc.integer({ min: 1 }));
    await fc.assert(
      fc.asyncProperty(
        label,
        count,
        count,
        option(fc.stringMatching(/^[^\s]{1,20}$/)),
        async (name, start, size, options) => {
          const made = await layout({
            disks: { '/dev/vda': { partitions: { [name]: { number: 1, startMiB: start, sizeMiB: size } } } },
            fileSystems: { '/dev/vda1': { format: 'ext4', path: '/', mountOptions: options } },
          });
          for (const line of diskLines(made)) {
            const words = line.split(' ');
            expect(words).toHaveLength({ disk: 3, partition: 7, filesystem: 8 }[words[0] ?? ''] ?? 0);
            expect(words.every((word) => word !== '')).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
