import { describe, expect, it } from 'vitest';
import { defineConfig } from '../../src/config/define-config.ts';
import { siteFromObject } from '../../src/config/load-site.ts';
import { definePlugin } from '../../src/plugin/define-plugin.ts';

declare module '../../src/config/types.ts' {
  interface PluginOptions {
    sample: { readonly script?: string; readonly timeout?: number };
  }
}

const networks = { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } };
const mine = definePlugin({ name: 'mine', version: '1.0.0', api: '^1.0.0', apply: () => undefined });

describe('defineConfig', () => {
  it('takes every way to name a plugin and gives back what it got', () => {
    const config = defineConfig({
      networks,
      boot: { stages: 'two' },
      plugins: [
        'dhcp',
        ['sample', { script: 'a.ipxe' }],
        { sample: { timeout: 3 } },
        { 'muster-plugin-x': { any: 1 } },
        mine,
        [mine, {}],
      ],
    });
    expect(config).toMatchObject({ networks, boot: { stages: 'two' } });
    expect(siteFromObject(config, '/site').plugins).toHaveLength(6);
  });

  it('makes a misspelt option an error in the editor', () => {
    // @ts-expect-error "scirpt" is no option of sample
    defineConfig({ networks, plugins: [['sample', { scirpt: 'a' }]] });
    // @ts-expect-error the same below the name
    defineConfig({ networks, plugins: [{ sample: { scirpt: 'a' } }] });
    // @ts-expect-error an option of the wrong type
    defineConfig({ networks, plugins: ['dhcp', ['sample', { timeout: 'soon' }]] });
    // @ts-expect-error a key that no configuration has
    defineConfig({ networks, plugin: ['dhcp'] });
    // @ts-expect-error a network without its address
    defineConfig({ networks: { cluster: { cidr: '10.0.0.0/22' } } });
    // @ts-expect-error a number is no plugin
    defineConfig({ networks, plugins: [5] });
    expect(defineConfig({ networks })).toEqual({ networks });
  });
});
