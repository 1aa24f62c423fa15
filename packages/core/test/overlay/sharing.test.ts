import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import type { PackedOverlay } from '../../src/overlay/archive.ts';
import { FoundFacts } from '../../src/overlay/facts.ts';
import { HostLines } from '../../src/overlay/host-lines.ts';
import { createOverlayService, type OverlayService } from '../../src/overlay/index.ts';
import { packOverlay } from '../../src/overlay/archive.ts';
import { RenderCache } from '../../src/overlay/render-cache.ts';
import { SHARED_FROM } from '../../src/overlay/segment.ts';
import { SharedTexts } from '../../src/overlay/shared-texts.ts';
import type { ResolvedNode } from '../../src/registry/types.ts';
import {
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
let service: OverlayService;
const device = (address: string): Pick<ResolvedNode, 'networkDevices'> => ({
  networkDevices: { default: { address, tags: {} } },
});
const node = sampleNode();
const neighbour = sampleNode({ name: 'n2', ...device('10.0.0.6/22') });
const elsewhere = sampleNode({ name: 'n3', ...device('10.9.0.6/22') });
const site = sampleSite({
  networks: {
    cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' },
    other: { cidr: '10.9.0.0/22', address: '10.9.0.1' },
  },
});

beforeEach(async () => {
  folder = await temporaryFolder();
  service = createOverlayService({
    dirs: [{ origin: 'site', folder }],
    keys: sampleKeys({ n1: [key('one')], n2: [key('two')], n3: [key('three')] }),
    imageRoot: (image) => path.join(folder, 'images', image),
    home: folder,
  });
});

function key(text: string) {
  return { type: 'ed25519' as const, privateKey: text, publicKey: text };
}

async function snapshotOf(template: string, changes: Partial<Snapshot> = {}): Promise<Snapshot> {
  await writeFiles(folder, { 'o/rootfs/t.ww': template });
  return sampleSnapshot([node, neighbour, elsewhere], { site, overlays: await service.scan(), ...changes });
}

/** What each of the nodes gets, one after the other. */
async function eachOf(snapshot: Snapshot, nodes = [node, neighbour, elsewhere]): Promise<(string | undefined)[]> {
  const made: (string | undefined)[] = [];
  for (const one of nodes) made.push(texts(await service.render(one, 'system', snapshot))['/t']);
  return made;
}

describe('what a template made for one node', () => {
  it.each([
    ['a field of the node', '{{.Id}}', ['n1', 'n2', 'n3']],
    ['its devices', '{{range .NetDevs}}{{.Ipaddr}}{{end}}', ['10.0.0.5', '10.0.0.6', '10.9.0.6']],
    ['its whole entry', '{{.ThisNode.Id}}', ['n1', 'n2', 'n3']],
    ['the server in its network', '{{.Ipaddr}}', ['10.0.0.1', '10.0.0.1', '10.9.0.1']],
    [
      'its URL of the server',
      '{{.Muster.Url}}',
      ['10.0.0.1', '10.0.0.1', '10.9.0.1'].map((host) => `http://${host}:9873`),
    ],
    ['its host key', '{{(HostKey "ed25519").Private}}', ['one', 'two', 'three']],
    ['whether it has a field at all', '{{if eq .Id "n2"}}yes{{else}}no{{end}}', ['no', 'yes', 'no']],
    ['an element by its name', '{{range .AllNodes}}{{if eq .Id $.Id}}{{.Id}}{{end}}{{end}}', ['n1', 'n2', 'n3']],
    ['all nodes', '{{range .AllNodes}}{{.Id}} {{end}}', ['n1 n2 n3 ', 'n1 n2 n3 ', 'n1 n2 n3 ']],
    ['all data', '{{toJson .}}', [expect.stringContaining('n1'), expect.anything(), expect.anything()]],
  ])('is not what another gets, where it reads %s', async (_, template, expected) => {
    expect(await eachOf(await snapshotOf(template))).toEqual(expected);
  });

  it('is what others get where it read nothing of the node, files and links too', async () => {
    const snapshot = await snapshotOf(`{{file "a"}}{{range .AllNodes}}{{.Id}}{{end}}{{file "l"}}{{softlink .Ipaddr}}`);
    const [first, second, third] = [
      await service.render(node, 'system', snapshot),
      await service.render(neighbour, 'system', snapshot),
      await service.render(elsewhere, 'system', snapshot),
    ].map(texts);
    expect(first).toEqual({ '/a': 'n1n2n3', '/l': '→ 10.0.0.1' });
    expect(second).toEqual(first);
    expect(third).toEqual({ '/a': 'n1n2n3', '/l': '→ 10.9.0.1' });
  });

  it('is made once for them all', async () => {
    const snapshot = await snapshotOf('{{range .AllNodes}}{{.Id}}{{end}}');
    let read = 0;
    const registry: Snapshot['registry'] = {
      ...snapshot.registry,
      node: (name) => {
        read += 1;
        return snapshot.registry.node(name);
      },
    };
    await eachOf({ ...snapshot, registry });
    expect(read).toBe(3);
  });

  it('is made again when what it read has changed, and depends on it in every archive it is in', async () => {
    const snapshot = await snapshotOf('{{range .AllNodes}}{{.Comment}}{{end}}{{Include "part"}}');
    await writeFiles(folder, { part: ' one' });
    const withFile = { ...snapshot, site: { ...site, file: path.join(folder, 'muster.config.yaml') } };
    expect(await eachOf(withFile)).toEqual([' one', ' one', ' one']);
    await writeFiles(folder, { part: ' longer' });
    expect(await eachOf(withFile)).toEqual([' longer', ' longer', ' longer']);
    const nodes = [node, { ...neighbour, comment: 'new' }, elsewhere];
    const changed = { ...withFile, registry: sampleRegistry(nodes, 'registry-2') };
    expect(await eachOf(changed)).toEqual(['new longer', 'new longer', 'new longer']);
  });

  it('stays when a node changes that no line of HostLines tells of', async () => {
    const snapshot = await snapshotOf('{{HostLines}}');
    const first = await service.render(node, 'system', snapshot);
    const nodes = [node, { ...neighbour, comment: 'new' }, elsewhere];
    const changed = { ...snapshot, registry: sampleRegistry(nodes, 'registry-2') };
    expect(await service.render(node, 'system', changed)).toBe(first);
  });
});

describe('large texts', () => {
  const many = Array.from({ length: 400 }, (_, index) =>
    sampleNode({ name: `n${index}`, ...device(`10.0.1.${index & 255}/22`) }),
  );

  it('are one segment for all nodes, also with lines of the node around them', async () => {
    const snapshot = await snapshotOf('# {{.Id}}\n{{HostLines}}# end', { registry: sampleRegistry(many) });
    const rendered = [many[0], many[1]].map(async (one) => service.render(one ?? node, 'system', snapshot));
    const [first, second] = (await Promise.all(rendered)) as PackedOverlay[];
    expect(first?.segments[1]?.bytes.length).toBeGreaterThan(SHARED_FROM);
    expect(first?.segments[1]).toBe(second?.segments[1]);
    expect(first?.segments).toHaveLength(3);
    expect(texts(second as PackedOverlay)['/t']).toMatch(/^# n1\n10\.0\.1\.0 n0 n0-default\n.*\n# end$/s);
  });

  it('are the same octets for the same text, until memory is used up', () => {
    const shared = new SharedTexts(50_000);
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => () => shared.bytesOf(letter.repeat(10_000)));
    const first = a?.();
    const second = b?.();
    expect(a?.()).toBe(first);
    c?.();
    expect(a?.()).toBe(first);
    expect(b?.()).not.toBe(second);
    const whole = new SharedTexts(10);
    expect(whole.bytesOf('x'.repeat(100))).toBe(whole.bytesOf('x'.repeat(100)));
  });
});

describe('lines of all nodes', () => {
  it('are the same whether made in slices, by several at once, or in one go', async () => {
    const registry = sampleRegistry([node, neighbour, elsewhere]);
    let read = 0;
    const counted = {
      ...registry,
      addresses: (name: string) => {
        read += 1;
        return registry.addresses(name);
      },
    };
    const lines = new HostLines();
    await Promise.all([lines.prepare(counted), lines.prepare(counted)]);
    expect(lines.of(counted)).toBe(new HostLines().of(registry));
    await lines.prepare(counted);
    expect(read).toBe(3);
  });

  it('are made before a template calls them, letting other work in between', async () => {
    const many = Array.from({ length: 30 }, (_, index) => sampleNode({ name: `n${index}` }));
    const registry = sampleRegistry(many);
    let beats = 0;
    let slept = 0;
    const beat = setInterval(() => {
      beats += 1;
    }, 0);
    const slow = {
      ...registry,
      addresses: (name: string) => {
        slept += 1;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
        return registry.addresses(name);
      },
    };
    await service.render(node, 'system', await snapshotOf('{{HostLines}}', { registry: slow }));
    clearInterval(beat);
    expect(slept).toBe(30);
    expect(beats).toBeGreaterThan(3);
  });
});

describe('kept archives', () => {
  const large = Buffer.alloc(50_000, 'lines');
  const archiveOf = (text: string, content: Uint8Array): PackedOverlay =>
    packOverlay([
      { path: '/f', type: 'file', mode: 0o644, uid: 0, gid: 0, overlay: 'o', content: [Buffer.from(text), content] },
    ]);
  const snapshot = sampleSnapshot([]);

  it('count what they share once', () => {
    const cache = new RenderCache(200_000);
    const keys = Array.from({ length: 20 }, (_, index) => `node-${index}`);
    for (const name of keys) cache.set(name, archiveOf(name, large), new FoundFacts());
    expect(keys.filter((name) => cache.get(name, snapshot) !== undefined)).toEqual(keys);
    for (const name of keys) cache.set(name, archiveOf(name, Buffer.from(large)), new FoundFacts());
    expect(keys.filter((name) => cache.get(name, snapshot) !== undefined)).toEqual(['node-19']);
  });

  it('do not make room for what is only looked at', async () => {
    const shown = await snapshotOf('{{.Id}}');
    const first = await service.render(node, 'system', shown, { keep: false });
    const second = await service.render(node, 'system', shown);
    expect(second).not.toBe(first);
    expect(await service.render(node, 'system', shown, { keep: false })).toBe(second);
  });
});
