import { bootRequest } from '@muster/core';
import { testPlugin } from '@muster/testkit';
import { CLIENT_CLASSES, clientDiscover, encodeDhcp } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import dhcp from '../../src/index.ts';
import { networksOf } from '../../src/network.ts';
import { proxyService } from '../../src/proxy/decision.ts';
import { ProxyEngine } from '../../src/proxy/engine.ts';
import { optionsWith, SILENT } from '../support.ts';

const MAC = '52:54:00:00:00:01';
const SITE = { networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' } } };
const registry = { nodes: { n1: { networkDevices: { default: { hwaddr: MAC, address: '10.0.0.11' } } } } };

describe('an explained offer of a proxy', () => {
  it.each(CLIENT_CLASSES.map((clientClass) => [clientClass.id, clientClass] as const))(
    'to %s is, byte for byte, what the proxy sends',
    async (_id, clientClass) => {
      const site = await testPlugin(dhcp, { config: { mode: 'proxy' }, site: SITE, registry, others: ['ipxe'] });
      const { lifecycle } = site.provisioner;
      const packet = encodeDhcp(clientDiscover(clientClass, { chaddr: Uint8Array.of(0x52, 0x54, 0, 0, 0, 1) }));
      const request = bootRequest({ door: 'explain', mac: MAC, clientClass, network: 'cluster' });
      const assignment = await lifecycle.assign(request, { snapshot: site.snapshot });
      const about = { request, snapshot: site.snapshot, packet };
      const explained = await lifecycle.render('dhcp-offer', {
        ...about,
        ...(assignment === undefined ? {} : { assignment }),
      });
      const options = optionsWith({ mode: 'proxy' });
      const { timeline, sessions } = site.services;
      const networks = networksOf(site.snapshot.site);
      const parts = { networks, options, lifecycle, timeline, sessions, log: SILENT, snapshot: () => site.snapshot };
      const engine = new ProxyEngine(parts, proxyService(options));
      const [sent] = await engine.handle(packet, { remoteAddress: '0.0.0.0', remotePort: 68 });
      expect(explained?.packet).toEqual(sent?.packet);
      const place = { loader: 'ipxe', ...lifecycle.endpoints(request) };
      const bootFile = await lifecycle.render('boot-file', { ...about, clientClass, ...place });
      expect(sent === undefined).toBe(bootFile === undefined);
      await site.close();
    },
  );
});
