import { compareSnapshots, type RegistryData } from '@muster/core';
import { sampleImage, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';

function registry(change: (nodes: Record<string, object>) => void = () => undefined): RegistryData {
  const nodes: Record<string, object> = {};
  for (const index of [1, 2, 3, 4]) {
    nodes[`n${index}`] = {
      image: 'debian',
      networkDevices: { default: { hwaddr: `52:54:00:00:02:0${index}`, address: `10.0.0.${index + 20}` } },
    };
  }
  change(nodes);
  return { nodes: nodes as RegistryData['nodes'] & object };
}

async function planOf(after: RegistryData) {
  const images = [sampleImage('debian'), sampleImage('rocky', { kernels: [], archive: undefined as never })];
  const options = { others: ['dhcp', 'tftp'], images };
  const old = await testPlugin('ipxe', { ...options, registry: registry() });
  const now = await testPlugin('ipxe', { ...options, registry: after });
  const groups = await compareSnapshots(old, old.snapshot, { ...now.snapshot, number: 7 });
  await Promise.all([old.close(), now.close()]);
  return groups;
}

describe('a plan', () => {
  it('names nobody when nothing a node gets is different', async () => {
    expect(await planOf(registry((nodes) => Object.assign(nodes.n1 ?? {}, { comment: 'the first' })))).toEqual([]);
  });

  it('puts nodes that change alike on one line and says that they need a reboot', async () => {
    const groups = await planOf(
      registry((nodes) => {
        for (const name of ['n1', 'n2']) Object.assign(nodes[name] ?? {}, { kernel: { args: ['quiet'] } });
      }),
    );
    expect(groups).toMatchObject([{ nodes: 'n[1-2]', count: 2, action: 'reboot' }]);
    expect(groups[0]?.parts).toContainEqual({ part: 'arguments', detail: '(none) -> quiet' });
  });

  it('puts nodes with the same problem on one line, which names them all', async () => {
    const groups = await planOf(
      registry((nodes) => {
        for (const name of ['n1', 'n2', 'n3']) Object.assign(nodes[name] ?? {}, { image: 'rocky' });
      }),
    );
    expect(groups.map(({ nodes, count }) => [nodes, count])).toEqual([['n[1-3]', 3]]);
    expect(groups[0]?.parts).toContainEqual({ part: 'problem', detail: 'image rocky of node n[1-3] is not built' });
  });

  it('tells new nodes, removed ones, and what will not boot any more', async () => {
    const groups = await planOf(
      registry((nodes) => {
        delete nodes.n4;
        nodes.n5 = { image: 'debian', networkDevices: { default: { hwaddr: '52:54:00:00:02:05' } } };
        Object.assign(nodes.n3 ?? {}, { image: 'rocky' });
      }),
    );
    const of = (name: string) => groups.find(({ nodes }) => nodes === name);
    expect(of('n4')).toMatchObject({ action: 'nothing', parts: [{ part: 'node', detail: 'is removed' }] });
    expect(of('n5')).toMatchObject({ action: 'first boot' });
    expect(of('n3')?.parts).toContainEqual({ part: 'problem', detail: 'image rocky of node n3 is not built' });
  });
});
