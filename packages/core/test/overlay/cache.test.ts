import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HostKey } from '../../src/keystore/types.ts';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import { createOverlayService } from '../../src/overlay/index.ts';
import type { OverlayService, RenderedOverlay } from '../../src/overlay/types.ts';
import {
  sampleImages,
  sampleKeys,
  sampleNode,
  sampleRegistry,
  sampleSite,
  sampleSnapshot,
  temporaryFolder,
  texts,
  writeFiles,
} from './sample.ts';

let folder: string;
let keys: Record<string, HostKey[]>;
let service: OverlayService;
const node = sampleNode();
const neighbour = sampleNode({ name: 'n2' });

beforeEach(async () => {
  folder = await temporaryFolder();
  keys = {};
  service = make();
});

function make(cacheBytes?: number): OverlayService {
  return createOverlayService({
    dirs: [{ origin: 'site', folder: path.join(folder, 'overlays') }],
    keys: sampleKeys(keys),
    imageRoot: (image) => path.join(folder, 'images', image),
    home: folder,
    ...(cacheBytes === undefined ? {} : { cacheBytes }),
  });
}

const hostKey = (text: string): HostKey => ({ type: 'ed25519', privateKey: text, publicKey: text });
const site = (): Snapshot['site'] => sampleSite({ file: path.join(folder, 'muster.config.yaml') });

/** Renders `template` under a first snapshot and then under what `change` makes of it. */
async function twice(
  template: string,
  change: (before: Snapshot) => Promise<Partial<Snapshot>> | Partial<Snapshot>,
): Promise<{ same: boolean; first: string | undefined; second: string | undefined }> {
  await writeFiles(folder, { 'overlays/o/rootfs/t.ww': template });
  const before = sampleSnapshot([node, neighbour], { overlays: await service.scan(), site: site() });
  const first = await service.render(node, 'system', before);
  expect(await service.render(node, 'system', before)).toBe(first);
  const after = { ...before, ...(await change(before)) };
  const second = await service.render(after.registry.node('n1') ?? node, 'system', after);
  return { same: second === first, first: texts(first)['/t'], second: texts(second)['/t'] };
}

describe('what is kept', () => {
  const plain = '{{.Id}} {{.Kernel.Args}} {{range .NetDevs}}{{.IpCIDR}}{{end}}';
  const newNumber = { id: 'snapshot-8', number: 8, time: 1 };

  it('outlives a snapshot in which nothing changed that the templates read', async () => {
    const changed = {
      registry: sampleRegistry([sampleNode(), { ...neighbour, comment: 'new' }], 'registry-2'),
      images: sampleImages('6.2'),
    };
    expect((await twice(plain, () => ({ ...newNumber, ...changed }))).same).toBe(true);
  });

  it.each<[string, string, Partial<Snapshot>]>([
    ['the node', plain, { registry: sampleRegistry([sampleNode({ kernel: { args: ['debug'] } })], 'registry-2') }],
    [
      'another node, when all are read',
      '{{range .AllNodes}}{{.Comment}}{{end}}',
      { registry: sampleRegistry([node, { ...neighbour, comment: 'new' }], 'registry-2') },
    ],
    ['the number of nodes', '{{len .AllNodes}}', { registry: sampleRegistry([node], 'registry-2') }],
    ['an address of another node', '{{HostLines}}', { registry: sampleRegistry([node], 'registry-2') }],
    ['the snapshot, when its number is read', '{{.Muster.Snapshot}}', newNumber],
    ['the snapshot, when its time is read', '{{.BuildTime}}', newNumber],
    ['the kernel of the image', '{{.Kernel.Version}}', { images: sampleImages('6.2') }],
    ["the kernel, read from this node's own entry", '{{.ThisNode.Kernel.Version}}', { images: sampleImages('6.2') }],
    ['the kernel, read from all nodes', '{{(index .AllNodes 0).Kernel.Version}}', { images: sampleImages('6.2') }],
    [
      'the configuration',
      '{{.Ipaddr}}',
      { site: sampleSite({ networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.2' } } }) },
    ],
  ])('is made again when %s changes', async (_, template, change) => {
    const { same, first, second } = await twice(template, () => change);
    expect(same).toBe(false);
    expect(second).not.toBe(first);
  });

  it('is made again when the overlay changes', async () => {
    const { first, second } = await twice('one', async () => {
      await writeFiles(folder, { 'overlays/o/rootfs/t.ww': 'two' });
      return { overlays: await service.scan() };
    });
    expect([first, second]).toEqual(['one', 'two']);
  });

  it("is made again when the node's host keys are replaced, without any new snapshot", async () => {
    keys.n1 = [hostKey('old')];
    const { first, second } = await twice('{{(HostKey "ed25519").Private}}', () => {
      keys.n1 = [hostKey('new')];
      return {};
    });
    expect([first, second]).toEqual(['old', 'new']);
  });

  it("stays when only other nodes' keys change, or no template reads keys", async () => {
    keys.n1 = [hostKey('old')];
    expect(
      (
        await twice('{{range HostKeys}}{{.Type}}{{end}}', () => {
          keys.n2 = [hostKey('x')];
          return {};
        })
      ).same,
    ).toBe(true);
    expect(
      (
        await twice('no keys', () => {
          keys.n1 = [hostKey('new')];
          return {};
        })
      ).same,
    ).toBe(true);
  });

  it.each([
    ['authorized_keys', '{{AuthorizedKeys}}', 'authorized_keys'],
    ['an included file', '{{Include "part"}}', 'part'],
    ['a file included up to a marker', '{{IncludeBlock "part" "end"}}', 'part'],
    ['a file of the image', '{{IncludeFrom .ImageName "/etc/x"}}', 'images/debian/etc/x'],
  ])('is made again when %s changes or comes to be', async (_, template, file) => {
    const made = await twice(template, async () => {
      await writeFiles(folder, { [file]: 'one' });
      return {};
    });
    expect([made.first, made.second]).toEqual([
      template.includes('Block') ? 'end' : '',
      expect.stringContaining('one'),
    ]);
    const changed = await twice(template, async () => {
      await writeFiles(folder, { [file]: 'longer' });
      return {};
    });
    expect(changed.second).toContain('longer');
  });

  it('is not shared between nodes, contexts or other lists of overlays', async () => {
    await writeFiles(folder, { 'overlays/o/rootfs/t.ww': '{{.Id}}', 'overlays/p/rootfs/t.ww': 'p' });
    const other = sampleNode({ systemOverlays: ['o', 'p'], runtimeOverlays: ['o'] });
    const snapshot = sampleSnapshot([node, neighbour], { overlays: await service.scan() });
    const rendered: RenderedOverlay[] = [
      await service.render(node, 'system', snapshot),
      await service.render(neighbour, 'system', snapshot),
      await service.render(other, 'system', snapshot),
      await service.render(other, 'runtime', snapshot),
    ];
    expect(rendered.map((one) => texts(one)['/t'])).toEqual(['n1', 'n2', 'p', 'n1']);
  });

  it('goes, least recently used first, when memory is used up', async () => {
    await writeFiles(folder, { 'overlays/o/rootfs/t': 'x'.repeat(1000) });
    service = make(11_000);
    const nodes = ['a', 'b', 'c'].map((name) => sampleNode({ name }));
    const snapshot = sampleSnapshot(nodes, { overlays: await service.scan() });
    const render = (index: number): Promise<RenderedOverlay> =>
      service.render(nodes[index] ?? node, 'system', snapshot);
    const [a, b] = [await render(0), await render(1)];
    expect(a.archive.length).toBe(1536);
    expect(await render(0)).toBe(a);
    await render(2);
    expect(await render(0)).toBe(a);
    expect(await render(1)).not.toBe(b);
    service = make(100);
    expect(await render(0)).not.toBe(await render(0));
  });
});
