import { definePlugin, explainNode } from '@muster/core';
import { testPlugin } from '@muster/testkit';
import { decodeDhcp, encodeDhcp, parseIPv4 } from '@muster/wire';
import { describe, expect, it } from 'vitest';

const MAC = '52:54:00:00:00:01';
const OTHER = '52:54:00:00:00:99';

/** A DHCP server that offers one address to everybody, and says who holds 10.0.1.5. */
const offering = (address: string) =>
  definePlugin({
    name: 'offering',
    version: '1.0.0',
    api: '^1.0.0',
    apply({ hooks, services }) {
      services.leases.add({ serves: () => true, holder: (asked) => (asked === '10.0.1.5' ? OTHER : undefined) });
      hooks.render.for('dhcp-offer').make.tap('offering', ({ packet }) => {
        const asked = decodeDhcp(packet);
        if (!asked.ok) return undefined;
        return { packet: encodeDhcp({ ...asked.message, op: 2, yiaddr: parseIPv4(address) ?? 0 }) };
      });
    },
  });

async function heldFindings(offered: string) {
  const site = await testPlugin('ipxe', {
    others: [offering(offered)],
    site: {
      networks: {
        cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1' },
        far: { cidr: '10.9.0.0/24', address: '10.9.0.1' },
      },
    },
    registry: { nodes: { n05: { networkDevices: { default: { hwaddr: MAC, address: '10.0.1.5' } } } } },
  });
  const { findings } = await explainNode(site, site.snapshot, 'n05');
  return findings.filter(({ code }) => code === 'ADDRESS_HELD');
}

describe('the address a node is offered', () => {
  it('is no finding when it is its own, or on a network it has none on', async () => {
    expect(await heldFindings('10.0.1.5')).toEqual([]);
    expect(await heldFindings('10.9.0.7')).toEqual([]);
  });

  it('is one when another machine holds its own', async () => {
    expect(await heldFindings('10.0.1.7')).toEqual([
      {
        level: 'warning',
        code: 'ADDRESS_HELD',
        sentence: `node n05 is offered 10.0.1.7 and not its address 10.0.1.5, which is leased to ${OTHER}`,
        remedy:
          'boot it after that lease has ended (muster dhcp leases), or give it another address (muster node set n05 --address ADDRESS)',
      },
    ]);
  });
});
