import { describe, expect, it } from 'vitest';
import { site } from './support.ts';

const COUNT = 10_000;

function text(): string {
  const lines = ['profiles:', '  base:', '    image: debian', '    kernel: { args: [quiet] }', 'nodes:'];
  for (let index = 0; index < COUNT; index += 1) {
    const low = [index >> 8, index & 255];
    const [a = '', b = ''] = low.map((byte) => byte.toString(16).padStart(2, '0'));
    lines.push(
      `  n${String(index).padStart(5, '0')}:`,
      '    profiles:',
      '      - base',
      '    networkDevices:',
      '      default:',
      `        hwaddr: 52:54:00:00:${a}:${b}`,
      `        address: 10.1.${low.join('.')}/16`,
      `    tags: { rack: "${index % 40}" } # rack`,
    );
  }
  return `${lines.join('\n')}\n`;
}

describe('a registry of 10,000 nodes', () => {
  it('loads, resolves every node, tells origins, and takes an edit of one', async () => {
    const { store } = await site({ 'nodes.yaml': text() });
    const view = await store.load();
    expect(view.nodeNames).toHaveLength(COUNT);
    expect(view.nodeNames.every((name) => view.node(name)?.image === 'debian')).toBe(true);
    expect(view.byMac('52:54:00:00:27:0f')).toBe('n09999');
    expect(view.origins('n05000').get('networkDevices.default.hwaddr')?.where.line).toBe(5 + 5000 * 8 + 6);
    const next = await store.apply(
      [{ kind: 'node', name: 'n05000', body: { ...view.rawNode('n05000'), image: 'other' } }],
      view.id,
    );
    expect(next.nodeNames.filter((name) => next.node(name)?.image !== 'debian')).toEqual(['n05000']);
  });

  it('stands for itself as one node set too', async () => {
    const { store } = await site({
      'nodes.yaml': 'profiles: { base: { image: debian } }\nnodes:\n  n[00000-09999]: { profiles: [base] }\n',
    });
    const view = await store.load();
    expect(view.nodeNames).toHaveLength(COUNT);
    expect(view.node('n09999')?.image).toBe('debian');
  });
});
