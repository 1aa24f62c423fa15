import { requests, sampleImage, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import dracut from '../src/index.ts';
import ipxe from '../../plugin-ipxe/src/index.ts';

const version = '6.1.0-40-cloud-amd64';
const initramfs = { [version]: { digest: 'c'.repeat(64), size: 20_000_000 } };
const node = (boot: object, more: object = {}) => ({
  nodes: {
    n01: {
      image: 'debian',
      kernel: { args: ['quiet'] },
      ...more,
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
  });

  it('gets its image in the form its root is made of, the best that is built', async () => {
    const forms = {
      'tar.zst': { digest: 'd'.repeat(64), size: 9_000_000, built: '2026-01-01T00:00:00.000Z' },
      squashfs: { digest: 'e'.repeat(64), size: 8_000_000, built: '2026-01-01T00:00:00.000Z' },
    };
    const partOf = async (root: string | undefined) => {
      const test = await tested(
        { stages: 'two', ...(root === undefined ? {} : { root }) },
        sampleImage('debian', { initramfs, forms }),
      );
      return (await test.assign(requests.http()))?.spec.deploy[0];
    };
    const tar = { role: 'image', name: 'image', form: 'tar.zst', size: 9_000_000, digest: 'd'.repeat(64) };
    expect(await partOf(undefined)).toEqual({ ...tar, path: `/blobs/sha256/${'d'.repeat(64)}` });
    expect(await partOf('tmpfs')).toEqual(await partOf(undefined));
    expect(await partOf('overlay')).toMatchObject({ form: 'squashfs', size: 8_000_000, digest: 'e'.repeat(64) });
  });

  it('says how to build what its root is made of', async () => {
    const test = await tested({ stages: 'two', root: 'overlay' });
    expect((await test.assign(requests.http()))?.spec.problems).toMatchObject([
      { code: 'IMAGE_FORM_MISSING', remedy: 'muster image build debian --for overlay' },
    ]);
  });

  it('tells the first stage when to give up, and what then', async () => {
    const test = await testPlugin(dracut, {
      others: [ipxe],
      registry: node({ stages: 'two' }, { firstStage: { patience: 120, failure: 'shell' } }),
      images: [sampleImage('debian', { initramfs })],
    });
    const args = (await test.assign(requests.http()))?.spec.args;
    expect(args).toEqual(expect.arrayContaining(['muster.patience=120', 'muster.failure=shell']));
  });

  it('says what is missing when the image has no first stage', async () => {
    const test = await tested({ stages: 'two' }, sampleImage());
    const spec = (await test.assign(requests.http()))?.spec;
    expect(spec?.problems).toMatchObject([{ code: 'INITRAMFS_MISSING', remedy: 'muster image dracut debian' }]);
    expect(await test.fetch('/v1/deploy/52:54:00:00:00:01?version=1')).toMatchObject({ status: 409 });
  });

  it('names the kernel that has no first stage when it is not the newest', async () => {
    const { kernels } = sampleImage();
    const [newest] = kernels;
    if (newest === undefined) throw new Error('the sample has a kernel');
    const older = { ...newest, version: '5.10.0-30-amd64', digest: 'f'.repeat(64) };
    const test = await testPlugin(dracut, {
      others: [ipxe],
      registry: node({ stages: 'two' }, { kernel: { version: '5.10' } }),
      images: [sampleImage('debian', { initramfs, kernels: [newest, older] })],
    });
    expect((await test.assign(requests.http()))?.spec.problems).toMatchObject([
      { remedy: 'muster image dracut debian --kernel 5.10.0-30-amd64' },
    ]);
  });

  it('refuses a root nobody makes', async () => {
    const test = await tested({ stages: 'two', root: 'nowhere' });
    expect((await test.assign(requests.http()))?.spec.problems).toMatchObject([{ code: 'ROOT_UNSUPPORTED' }]);
  });
});

describe('a single-stage node', () => {
  it('is left alone', async () => {
    const test = await tested({});
    const spec = (await test.assign(requests.http()))?.spec;
    expect(spec?.initrds.map(({ role }) => role)).toEqual(['image', 'system', 'session']);
    expect(spec?.deploy).toEqual([]);
    expect(await test.text('/v1/deploy/52:54:00:00:00:01?version=1')).toContain('does not boot in two stages');
  });
});
