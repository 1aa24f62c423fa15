import { definePlugin } from '@muster/core';
import { testPlugin } from '@muster/testkit';
import { expect, it } from 'vitest';
import ipxe from '../src/index.ts';

const faulty = definePlugin({
  name: 'faulty',
  version: '1.0.0',
  api: '^1.0.0',
  apply: ({ hooks }) => {
    hooks.assign.tap('faulty', () => {
      throw new Error('no rack 7');
    });
  },
});

it('a plugin that fails keeps the machine waiting, with the reason on its console', async () => {
  const site = await testPlugin(ipxe, { others: [faulty] });
  const script = await site.text('/ipxe/52:54:00:00:00:01', { facts: { remoteAddress: '10.0.0.11' } });
  expect(script).toContain('echo Muster: plugin "faulty" failed in assign: no rack 7');
  expect(script).toMatch(/^chain --replace --autofree .*\/ipxe\//m);
  await site.close();
});
