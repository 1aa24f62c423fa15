import { definePlugin } from '@muster/core';
import { EVERY_DHCP_OPTION } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import { inOneFile, madeFrom } from '../../src/conf/texts.ts';
import { type Case, confOf, provisionerOf } from '../support.ts';

const node = (last: number, more: object = {}) => ({
  networkDevices: { default: { hwaddr: `52:54:00:00:00:0${last}`, address: `10.0.0.1${last}` } },
  ...more,
});
const check = async (given: Case = {}) => (await provisionerOf(given)).command('dnsmasq render', {}, { check: true });

describe('what "dnsmasq --test" refuses', () => {
  it('is nothing of what is rendered, in any mode', async () => {
    for (const dhcp of ['server', 'proxy', 'off']) await check({ config: { dhcp, dns: true } });
    const strange = {
      n01: node(1, { dnsmasqOptions: ['option:domain-search,a.example,b.example', '200,"a \\"b\\", #c"'] }),
    };
    await check({ nodes: strange });
  });

  it('is none of the options a site may set', async () => {
    await check({ nodes: { n01: node(1, { dhcpOptions: EVERY_DHCP_OPTION }) } });
    const forced = Object.entries(EVERY_DHCP_OPTION).map(([name, value]) => [name, { value, always: true }]);
    await check({ nodes: { n01: node(1, { dhcpOptions: Object.fromEntries(forced) as object }) } });
  });

  it('is told with the node it comes from', async () => {
    const nodes = { n01: node(1), n02: node(2, { dnsmasqOptions: ['option:nonsense,1'] }), n03: node(3) };
    await expect(check({ nodes })).rejects.toMatchObject({
      code: 'DAEMON_REFUSED',
      sentence: 'dnsmasq refuses its new configuration because of node "n02": bad dhcp-option',
    });
  });

  it('is told with the entry of "extra" it comes from', async () => {
    await expect(check({ config: { extra: ['no-hosts', 'no-such-thing'] } })).rejects.toMatchObject({
      sentence:
        'dnsmasq refuses its new configuration because of extra[1] of the options of plugin dnsmasq ("no-such-thing"): bad option',
    });
  });

  it('is told with the plugin that amended', async () => {
    const amending = definePlugin({
      name: 'site',
      version: '1.0.0',
      api: '^1.0.0',
      apply({ hooks }) {
        hooks.render.for('dnsmasq-conf').amend.tap('site', (conf) => ({
          ...conf,
          options: [...conf.options, { about: 'the plugin site', lines: ['option:router,nowhere'] }],
        }));
      },
    });
    await expect(check({ others: [amending] })).rejects.toMatchObject({
      sentence: 'dnsmasq refuses its new configuration because of the plugin site: bad IP address',
    });
  });

  it('cannot be hidden behind a line break in a value', async () => {
    const conf = await confOf({ nodes: { n01: node(1, { dnsmasqOptions: ['200,a\nuser=root'] }) } });
    expect(conf.options.at(-1)).toEqual({ about: 'node "n01"', lines: ['tag:host-n01-default,200,a user=root'] });
  });
});

describe('everything in one file', () => {
  it('knows of every line what it was made from', async () => {
    const parts = inOneFile(await confOf({ config: { dns: true } }));
    const lines = parts.flatMap((part) => part.lines);
    const about = (text: string) => madeFrom(parts, lines.findIndex((line) => line.includes(text)) + 1);
    expect(about('enable-tftp')).toBe('the options of plugin dnsmasq');
    expect(about('dhcp-range=set:net-gpu')).toBe('network "gpu"');
    expect(about('tag-if=')).toBe('the table of client classes');
    expect(about('dhcp-host=52:54:00:00:00:03')).toBe('node "n02"');
    expect(about('dhcp-option=tag:host-n01-ib,26')).toBe('node "n01"');
    expect(about('host-record=n01.hpc.example,n01,10.0.0.11')).toBe('node "n01"');
    expect(madeFrom(parts, lines.length + 1)).toBeUndefined();
    expect(lines.some((line) => /hostsfile|optsfile|addn-hosts/.test(line))).toBe(false);
  });
});
