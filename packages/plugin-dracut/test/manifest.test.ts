import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requests, sampleImage, testPlugin } from '@muster/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ipxe from '../../plugin-ipxe/src/index.ts';
import dracut from '../src/index.ts';

const digest = (digit: string): string => digit.repeat(64);
const built = '2026-01-01T00:00:00.000Z';
const image = sampleImage('debian', {
  initramfs: { '6.1.0-40-cloud-amd64': { digest: digest('c'), size: 20_000_000 } },
  forms: { squashfs: { digest: digest('e'), size: 8_000_000, built } },
});
const ASK = '/v1/deploy/52:54:00:00:00:01?version=1';

describe('the manifest of a first stage', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'muster-manifest-'));
    await writeFile(path.join(folder, 'chunks'), `${digest('1')}\n${digest('2')}\n`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const tested = async (fields: object = {}) => {
    const test = await testPlugin(dracut, {
      others: [ipxe],
      registry: {
        nodes: {
          n01: {
            image: 'debian',
            boot: { stages: 'two', root: 'overlay' },
            systemOverlays: ['hostname'],
            networkDevices: { default: { device: 'eth0', hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' } },
            ...fields,
          },
        },
      },
      images: [image],
    });
    const chunks = (wanted: string) =>
      Promise.resolve(wanted === digest('e') ? { file: path.join(folder, 'chunks'), size: 130 } : undefined);
    Object.assign(test.services.blobs, { chunks });
    return test;
  };

  it('lists the root, the image with its chunks, and the overlays with their token', async () => {
    const test = await tested({ firstStage: { rootSize: '2g' } });
    await test.assign(requests.http());
    expect(await test.text(ASK)).toBe(
      [
        'muster-deploy 1',
        'root overlay 2g',
        `blob image squashfs 8000000 ${digest('e')} /blobs/sha256/${digest('e')}`,
        `chunk ${digest('1')}`,
        `chunk ${digest('2')}`,
        'archive system cpio.gz /system/52:54:00:00:00:01?compress=gz&token=TOKEN',
        'end',
        '',
      ].join('\n'),
    );
  });

  it('is refused to a first stage of another version, with what to do about it', async () => {
    const test = await tested();
    expect(await test.fetch('/v1/deploy/52:54:00:00:00:01')).toMatchObject({ status: 409 });
    expect(await test.text('/v1/deploy/52:54:00:00:00:01?version=7')).toContain('muster image dracut debian');
  });

  it('is refused while a part of the image is gone', async () => {
    const test = await tested({ boot: { stages: 'two' } });
    expect(await test.fetch(ASK)).toMatchObject({ status: 409 });
    expect(await test.text(ASK)).toContain('muster image build debian');
  });
});
