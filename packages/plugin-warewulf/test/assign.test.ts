import { requests, sampleImage, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import dracut from '../../plugin-dracut/src/index.ts';
import ipxe from '../../plugin-ipxe/src/index.ts';
import warewulf from '../src/index.ts';

const version = '6.1.0-40-cloud-amd64';
const initramfs = { [version]: { digest: 'c'.repeat(64), size: 20_000_000 } };
const MAC = '52:54:00:00:00:01';
const node = (boot: object) => ({
  nodes: {
    n01: {
      image: 'debian',
      kernel: { args: ['quiet'] },
      boot,
      systemOverlays: ['wwinit'],
      networkDevices: { default: { device: 'eth0', hwaddr: MAC, address: '10.0.0.11' } },
    },
  },
});
const tested = (boot: object, image = sampleImage('debian', { initramfs })) =>
  testPlugin(warewulf, { others: [dracut, ipxe], registry: node(boot), images: [image] });

describe('a node for Warewulf’s images', () => {
  it('boots the image’s own first stage, told of this server in the new way and in the old', async () => {
    const test = await tested({ compat: 'warewulf', stages: 'two' });
    expect((await test.assign(requests.http()))?.spec).toMatchObject({
      kernel: { role: 'kernel' },
      initrds: [{ role: 'initramfs', path: `/blobs/sha256/${'c'.repeat(64)}` }, { role: 'session' }],
      deploy: [{ role: 'image' }, { role: 'system' }],
      args: [
        'quiet',
        `wwid=${MAC}`,
        'rd.neednet=1',
        `ifname=eth0:${MAC}`,
        'ip=eth0:dhcp',
        'root=wwinit:tmpfs',
        'wwinit.server=http://10.0.0.1:9873',
        `wwinit.uri=http://10.0.0.1:9873/provision/${MAC}`,
        'init=/warewulf/run-init',
      ],
      problems: [],
    });
  });

  it('deploys to the block device that the node names', async () => {
    const test = await tested({ compat: 'warewulf', stages: 'two', root: '/dev/disk/by-partlabel/rootfs' });
    expect((await test.assign(requests.http()))?.spec.args).toContain('root=wwinit:/dev/disk/by-partlabel/rootfs');
  });

  it('says what is missing when its image brought no first stage', async () => {
    const test = await tested({ compat: 'warewulf', stages: 'two' }, sampleImage());
    expect((await test.assign(requests.http()))?.spec.problems).toMatchObject([
      { code: 'INITRAMFS_MISSING', remedy: 'muster image warewulf debian' },
    ]);
  });

  it('is told in one stage who it is, for Warewulf’s client', async () => {
    const test = await tested({ compat: 'warewulf' });
    const spec = (await test.assign(requests.http()))?.spec;
    expect(spec).toMatchObject({ args: ['quiet', `wwid=${MAC}`], deploy: [] });
    expect(spec?.initrds.map(({ role }) => role)).toEqual(['image', 'system', 'session']);
  });
});

it('leaves other nodes to other plugins', async () => {
  const args = async (boot: object) => (await (await tested(boot)).assign(requests.http()))?.spec.args;
  expect(await args({})).toEqual(['quiet']);
  expect(await args({ stages: 'two' })).toContain('root=muster:http://10.0.0.1:9873');
});
