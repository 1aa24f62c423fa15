import {
  type BootView,
  differs,
  type OverlayService,
  outdatedNodes,
  type RegistryData,
  type RenderedEntry,
  type Snapshot,
} from '@muster/core';
import { sampleImage, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';

const of = (index: number): object => ({
  image: 'debian',
  kernel: { args: ['quiet'] },
  runtimeOverlays: ['agent'],
  networkDevices: { default: { hwaddr: `52:54:00:00:02:0${index}`, address: `10.0.0.${index + 20}` } },
});

/** An archive with an empty folder for each overlay of the node. */
const renderNames: OverlayService['render'] = ({ systemOverlays, runtimeOverlays }, context) => {
  const overlays = context === 'system' ? systemOverlays : runtimeOverlays;
  const entries = overlays.map(
    (overlay): RenderedEntry => ({ path: `/${overlay}`, type: 'directory', mode: 0o755, uid: 0, gid: 0, overlay }),
  );
  return Promise.resolve({
    entries,
    archive: Buffer.alloc(0),
    size: 0,
    digest: overlays.join(' '),
    placed: [],
    gzip: () => Buffer.alloc(0),
  });
};

/** Names of those outdated when n1 and n2 booted snapshot 3 and n1 is changed in snapshot 4. */
async function outdated(change: (node: object) => object, { kept = true, image = 'b'.repeat(64) } = {}) {
  const site = async (n1: object) => {
    const registry = { nodes: { n1, n2: of(2) } } as RegistryData;
    return testPlugin('grub', { others: ['ipxe', 'dracut'], images: [sampleImage()], registry });
  };
  const [old, now] = [await site(of(1)), await site(change(of(1)))];
  const booted: Snapshot = { ...old.snapshot, number: 3 };
  const boots = ['n1', 'n2'].map((node): [string, BootView] => {
    const digests = { kernel: 'a'.repeat(64), image: node === 'n1' ? image : 'b'.repeat(64) };
    return [node, { node, state: 'up', snapshot: 3, digests, stages: [] }];
  });
  const read = () => (kept ? Promise.resolve(booted) : Promise.reject(new Error('it is gone')));
  const services = { ...now.services, overlays: { ...now.services.overlays, render: renderNames } };
  const { provisioner } = now;
  const found = await outdatedNodes({ provisioner, services, history: { read } }, new Map(boots), {
    ...now.snapshot,
    number: 4,
  });
  await Promise.all([old.close(), now.close()]);
  return [...found];
}

describe('a node is outdated', () => {
  it('when a blob it runs is not the one it would get, and not for what nobody saw', () => {
    expect(differs({ kernel: 'a', image: 'b' }, { kernel: 'a', image: 'b' })).toBe(false);
    expect(differs({ kernel: 'a', image: 'b' }, { kernel: 'a', image: 'c' })).toBe(true);
    expect(differs({}, { image: 'c' })).toBe(false);
    expect(differs({ image: 'b' }, {})).toBe(true);
  });

  it('when arguments, stages, loader or system overlays of what it booted are others now, by the plan', async () => {
    expect(await outdated((node) => ({ ...node, kernel: { args: ['quiet', 'new'] } }))).toEqual(['n1']);
    expect(await outdated((node) => ({ ...node, boot: { stages: 'two' } }))).toEqual(['n1']);
    expect(await outdated((node) => ({ ...node, boot: { loader: 'grub' } }))).toEqual(['n1']);
    expect(await outdated((node) => ({ ...node, systemOverlays: ['hosts'] }))).toEqual(['n1']);
  });

  it('not for what it fetches anew while it runs, or what it does not get', async () => {
    expect(await outdated((node) => node)).toEqual([]);
    expect(await outdated((node) => ({ ...node, comment: 'the first' }))).toEqual([]);
    expect(await outdated((node) => ({ ...node, runtimeOverlays: ['agent', 'hosts'] }))).toEqual([]);
  });

  it('by its blobs alone where the snapshot it booted is not kept', async () => {
    const change = (node: object) => ({ ...node, kernel: { args: ['quiet', 'new'] } });
    expect(await outdated(change, { kept: false })).toEqual([]);
    expect(await outdated(change, { kept: false, image: 'e'.repeat(64) })).toEqual(['n1']);
  });
});
