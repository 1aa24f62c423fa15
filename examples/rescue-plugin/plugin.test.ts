import { requests, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';

const plugin = './examples/rescue-plugin/plugin.mjs';
const node = (mac: string, tags: Record<string, string>) => ({
  image: 'debian',
  kernel: { args: ['quiet'] },
  tags,
  networkDevices: { default: { hwaddr: mac } },
});
const registry = { nodes: { n01: node('52:54:00:00:00:01', { rescue: 'yes' }), n02: node('52:54:00:00:00:02', {}) } };

describe('the rescue plugin', () => {
  it('changes what a tagged node boots, and leaves the others alone', async () => {
    const test = await testPlugin(plugin, { registry });
    expect((await test.assign(requests.http()))?.spec.args).toEqual(['quiet', 'systemd.unit=rescue.target']);
    expect((await test.assign(requests.http({ mac: '52:54:00:00:00:02' })))?.spec.args).toEqual(['quiet']);
  });

  it('lists the tagged nodes', async () => {
    const test = await testPlugin(plugin, { registry });
    expect((await test.command('rescue list')).rows).toEqual([{ node: 'n01', image: 'debian' }]);
  });

  it('takes another tag', async () => {
    const test = await testPlugin(plugin, { registry, config: { tag: 'broken' } });
    expect((await test.command('rescue list')).rows).toEqual([]);
  });
});
