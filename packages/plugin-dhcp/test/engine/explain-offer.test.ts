import { bootRequest } from '@muster/core';
import { testPlugin } from '@muster/testkit';
import { CLIENT_CLASSES, clientDiscover, decodeDhcp, encodeDhcp } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import dhcp from '../../src/index.ts';
import { LeaseTable } from '../../src/lease/lease-table.ts';
import { DhcpEngine } from '../../src/engine/engine.ts';
import { networksOf } from '../../src/network.ts';
import { optionsWith, SILENT } from '../support.ts';

const MAC = '52:54:00:00:00:01';
const CHADDR = Uint8Array.of(0x52, 0x54, 0, 0, 0, 1);
const SITE = { networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1', pool: '10.0.3.0-10.0.3.9' } } };
const registry = { nodes: { n1: { networkDevices: { default: { hwaddr: MAC, address: '10.0.0.11' } } } } };

describe('an explained offer', () => {
  it.each(CLIENT_CLASSES.map((clientClass) => [clientClass.id, clientClass] as const))(
    'to %s is, byte for byte, what the server sends',
    async (_id, clientClass) => {
      const site = await testPlugin(dhcp, { site: SITE, registry, others: ['ipxe'] });
      const { lifecycle } = site.provisioner;
      const packet = encodeDhcp(clientDiscover(clientClass, { chaddr: CHADDR }));
      const request = bootRequest({ door: 'explain', mac: MAC, clientClass, network: 'cluster' });
      const assignment = await lifecycle.assign(request, { snapshot: site.snapshot });
      const explained = await lifecycle.render('dhcp-offer', {
        request,
        snapshot: site.snapshot,
        packet,
        ...(assignment === undefined ? {} : { assignment }),
      });
      const engine = new DhcpEngine({
        networks: networksOf(site.snapshot.site),
        leases: Object.assign(new LeaseTable(), { commit: () => Promise.resolve() }) as never,
        options: optionsWith(),
        lifecycle,
        timeline: site.services.timeline,
        sessions: site.services.sessions,
        log: SILENT,
        snapshot: () => site.snapshot,
      });
      const [sent] = await engine.handle(packet, { remoteAddress: '0.0.0.0', remotePort: 68 });
      expect(decodeDhcp(explained?.packet ?? new Uint8Array()).ok).toBe(true);
      expect(Buffer.from(explained?.packet ?? []).toString('hex')).toBe(
        Buffer.from(sent?.packet ?? []).toString('hex'),
      );
      await site.close();
    },
  );
});
