import { requests, sampleImage, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import dracut from '../src/index.ts';
import ipxe from '../../plugin-ipxe/src/index.ts';

const version = '6.1.0-40-cloud-amd64';
const initramfs = { [version]: { digest: 'c'.repeat(64), size: 20_000_000 } };
const node = (boot: object) => ({
  nodes: {
    n01: {
      image: 'debian',
      kernel: { args: ['quiet'] },
      boot,
      systemOverlays: ['init'],
      networkDevices: { default: { device: 'eth0', hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' } },
    },
  },
});
const tested = (boot: object, image = sampleImage('debian', { initramfs })) =>
  testPlugin(dracut, { others: [ipxe], registry: node(boot), images: [image] });

describe('a two-stage node', () => {
  it('boots the first stage, which deploys what the loader would have fetched', async () => {
    const test = await tested({ stages: 'two' });
    const spec = (await test.assign(requests.http()))?.spec;
    expect(spec).toMatchObject({
      kernel: { role: 'kernel' },
      initrds: [{ role: 'initramfs', path: `/blobs/sha256/${'c'.repeat(64)}` }, { role: 'session' }],
      deploy: [{ role: 'image' }, { role: 'system' }],
      args: [
        'quiet',
        'rd.neednet=1',
        'ifname=eth0:52:54:00:00:00:01',
        'ip=eth0:dhcp',
        'root=muster:http://10.0.0.1:9873',
        'muster.wwid=52:54:00:00:00:01',
        'init=/init',
      ],
      problems: [],
    });
    expect(await test.text('/v1/deploy/52:54:00:00:00:01')).toBe(
      `image /blobs/sha256/${'b'.repeat(64)} ${'b'.repeat(64)}\nsystem /system/52:54:00:00:00:01?compress=gz&token=TOKEN -\n`,
    );
  });

  it('says what is missing when the image has no first stage', async () => {
    const test = await tested({ stages: 'two' }, sampleImage());
    const spec = (await test.assign(requests.http()))?.spec;
    expect(spec?.problems).toMatchObject([{ code: 'INITRAMFS_MISSING', remedy: 'muster image dracut debian' }]);
    expect(await test.fetch('/v1/deploy/52:54:00:00:00:01')).toMatchObject({ status: 409 });
  });

  it('refuses a root it cannot deploy', async () => {
    const test = await tested({ stages: 'two', root: 'disk' });
    expect((await test.assign(requests.http()))?.spec.problems).toMatchObject([{ code: 'ROOT_UNSUPPORTED' }]);
  });
});

describe('a single-stage node', () => {
  it('is left alone', async () => {
    const test = await tested({});
    const spec = (await test.assign(requests.http()))?.spec;
    expect(spec?.initrds.map(({ role }) => role)).toEqual(['image', 'system', 'session']);
    expect(spec?.deploy).toEqual([]);
    expect(await test.text('/v1/deploy/52:54:00:00:00:01')).toContain('does not boot in two stages');
  });
});
