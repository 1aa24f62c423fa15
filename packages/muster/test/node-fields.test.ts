import { describe, expect, it } from 'vitest';
import { fieldChanges } from '../src/node-fields.ts';

describe('options of nodes and profiles', () => {
  it('become changes of fields', async () => {
    expect(
      await fieldChanges({
        profile: 'default, gpu',
        image: 'debian',
        stages: 'two',
        kernelArgs: 'quiet  console=ttyS0,115200',
        systemOverlays: 'init,~hosts',
        comment: 'two words',
      }),
    ).toEqual([
      { path: ['profiles'], value: ['default', 'gpu'] },
      { path: ['image'], value: 'debian' },
      { path: ['comment'], value: 'two words' },
      { path: ['boot', 'stages'], value: 'two' },
      { path: ['kernel', 'args'], value: ['quiet', 'console=ttyS0,115200'] },
      { path: ['systemOverlays'], value: ['init', '~hosts'] },
    ]);
  });

  it('mean the network device that is named', async () => {
    expect(await fieldChanges({ network: 'ib0', hwaddr: '52:54:00:00:00:01', mtu: '4092' })).toEqual([
      { path: ['networkDevices', 'ib0', 'mtu'], value: 4092 },
      { path: ['networkDevices', 'ib0', 'hwaddr'], value: '52:54:00:00:00:01' },
    ]);
  });

  it.each(['abc', '1e3x', '1500.5', '-1', ''])('refuse %j as a number of octets', async (mtu) => {
    await expect(fieldChanges({ mtu })).rejects.toMatchObject({
      code: 'CLI_VALUE_INVALID',
      sentence: `--mtu is ${JSON.stringify(mtu)}, must be a number of octets, e.g. 9000`,
    });
  });

  it('take fields out before they set any', async () => {
    expect(await fieldChanges({ unset: ['tags.a'], tag: ['b=c=d', 'e'], set: ['x=1'] })).toEqual([
      { path: ['tags', 'a'] },
      { path: ['tags', 'b'], value: 'c=d' },
      { path: ['tags', 'e'], value: '' },
      { path: ['x'], value: 1 },
    ]);
  });
});
