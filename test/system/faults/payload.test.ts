import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cleanup } from '../helpers/dhcp-cleanup.ts';
import { buildImage, createFaultSite, type FaultSite, fetchParts, partsOf } from '../helpers/fault-site.ts';
import { addDracut, startFirstStage } from '../helpers/first-stage.ts';
import type { Machine } from '../helpers/machine.ts';

const TWO = { image: 'staged', boot: { stages: 'two' } };
const NODES = {
  damaged: { mac: '52:54:00:77:07:01', address: '10.77.0.11', fields: { ...TWO, image: 'broken' } },
  full: { mac: '52:54:00:77:07:02', address: '10.77.0.12', fields: { ...TWO, firstStage: { rootSize: '1m' } } },
  slow: { mac: '52:54:00:77:07:03', address: '10.77.0.13', fields: { image: 'large' } },
  template: { mac: '52:54:00:77:07:04', address: '10.77.0.14', fields: { systemOverlays: ['init', 'faulty'] } },
  rebuilt: { mac: '52:54:00:77:07:05', address: '10.77.0.15', fields: { image: 'changing' } },
} as const;
type Name = keyof typeof NODES;

interface Blob {
  readonly digest: string;
}

const MB = 1_000_000;
/** Far slower than what any machine boots over. */
const SLOW = ['rate', '200kbit', 'burst', '16kb', 'latency', '200ms'];

describe('what a machine is given keeps it from booting, and watch says so', () => {
  const cleanup = new Cleanup();
  let faults: FaultSite;
  const powered = async (name: Name): Promise<{ node: Machine; script: string }> => {
    const node = await faults.plugIn(name, NODES[name].mac);
    await node.powerOn();
    return { node, script: await node.script() };
  };

  beforeAll(async () => {
    faults = await createFaultSite(cleanup, {
      nodes: NODES,
      plugins: ['dhcp', 'tftp', 'ipxe', 'dracut'],
      files: { 'overlays/faulty/rootfs/etc/motd.ww': '{{ fail "no rack is known" }}\n' },
      prepare: async (site) => {
        for (const name of ['staged', 'broken']) {
          await buildImage(site, name, 3 * MB, addDracut);
          await site.muster(['image', 'dracut', name]);
        }
        await buildImage(site, 'large', 12 * MB);
        await buildImage(site, 'changing', MB);
      },
    });
  });
  afterAll(() => cleanup.run());

  /** Where the image that its nodes get lies; two stages take the tar archive. */
  const blobOf = async (image: string): Promise<string> => {
    const { stdout } = await faults.site.muster(['image', 'show', image, '--output', 'json']);
    const { archive, forms } = JSON.parse(stdout) as { archive: Blob; forms?: { 'tar.gz'?: Blob } };
    return path.join(faults.site.folder, 'state/blobs/sha256', (forms?.['tar.gz'] ?? archive).digest);
  };

  it('names a blob that is damaged, by what the first stage tells', async () => {
    const file = await open(await blobOf('broken'), 'r+');
    await file.write(Buffer.from('damage'), 0, 6, 2 * MB);
    await file.close();
    const { node, script } = await powered('damaged');
    await fetchParts(node, script, ['kernel', 'initramfs', 'session']);
    const stage = await startFirstStage(cleanup, node, { url: faults.site.url, script });
    const { sentence } = await faults.causeOf('damaged', 'DIGEST_MISMATCH');
    expect(sentence).toContain('the image that damaged received is not the one that was built');
    const digest = path.basename(await blobOf('broken'));
    expect(sentence).toMatch(new RegExp(`chunk 1 of \\d of blob ${digest} does not have its digest`));
    await stage.stop('SIGKILL');
  });

  it('names a root without room, by what the first stage tells', async () => {
    const { node, script } = await powered('full');
    await fetchParts(node, script, ['kernel', 'initramfs', 'session']);
    const stage = await startFirstStage(cleanup, node, { url: faults.site.url, script });
    const { sentence } = await faults.causeOf('full', 'DISK_FULL');
    expect(sentence).toContain('No space left on device');
    await stage.stop('SIGKILL');
  });

  it('names an overlay that cannot be rendered', async () => {
    const { node, script } = await powered('template');
    await fetchParts(node, script, ['kernel', 'image', 'system']);
    const { sentence } = await faults.causeOf('template', 'OVERLAY_FAILED');
    expect(sentence).toContain('no rack is known');
  });

  it('names an image that was built anew while the machine was booting, once the old one is gone', async () => {
    const { node, script } = await powered('rebuilt');
    await fetchParts(node, script, ['kernel']);
    const old = await blobOf('changing');
    await buildImage(faults.site, 'changing', MB);
    const wanted = partsOf(script).get('image') ?? '';
    expect((await node.fetch(wanted)).status).toBe(200);
    await rm(old);
    expect((await node.fetch(wanted)).status).toBe(404);
    const { sentence } = await faults.causeOf('rebuilt', 'IMAGE_CHANGED');
    expect(sentence).toBe('image changing was built anew while rebuilt was booting the one before');
  });

  it('names a link that is far too slow', async () => {
    const { node, script } = await powered('slow');
    await fetchParts(node, script, ['kernel']);
    await faults.network.exec('tc', ['qdisc', 'add', 'dev', 'v-slow', 'root', 'tbf', ...SLOW]);
    const image = partsOf(script).get('image') ?? '';
    const client = node.client.spawn('curl', ['--silent', '--output', '/dev/null', image], { name: 'slow client' });
    const { sentence } = await faults.causeOf('slow', 'SLOW_LINK');
    expect(sentence).toMatch(/^slow fetches its image with \d+/);
    await client.stop('SIGKILL');
  });
});
