import { describe, expect, it } from 'vitest';
import { addressRange } from '../../src/firewall/addresses.ts';
import { parseIptables } from '../../src/firewall/iptables.ts';
import { parseNft } from '../../src/firewall/nft.ts';
import { DHCP, DHCP6, fate, HTTP, HTTP6, RELAYED, RELAYED6 } from './packets.ts';

const match = (left: object, right: unknown) => ({ match: { op: '==', left, right } });
const udp = (port: number) => match({ payload: { protocol: 'udp', field: 'dport' } }, port);
const ip6 = (field: string, right: unknown) => match({ payload: { protocol: 'ip6', field } }, right);
const ip = (field: string, right: unknown) => match({ payload: { protocol: 'ip', field } }, right);
const prefix = (addr: string, len: number) => ({ prefix: { addr, len } });
const ACCEPT = { accept: null };

/** An input chain that drops what none of these rules accepts. */
function closed(family: string, ...rules: (readonly object[])[]) {
  const at = { family, table: 't' };
  return parseNft(
    JSON.stringify({
      nftables: [
        { chain: { ...at, name: 'input', type: 'filter', hook: 'input', prio: 0, policy: 'drop' } },
        ...rules.map((expr, index) => ({ rule: { ...at, chain: 'input', handle: index + 1, expr } })),
      ],
    }),
  );
}

const DROPPED = 'dropped input policy';

describe('rules for IPv6', () => {
  it.each([
    ['the group', ip6('daddr', 'ff02::1:2'), 'passes', DROPPED],
    ['all groups of the link', ip6('daddr', prefix('ff02::', 16)), 'passes', DROPPED],
    ['link-local senders', ip6('saddr', prefix('fe80::', 10)), 'passes', DROPPED],
    ['one link-local sender', ip6('saddr', 'fe80::1'), 'maybe input policy', DROPPED],
    ['our address', ip6('daddr', 'fd00:1::1'), DROPPED, 'passes'],
    ['the network of the relay', ip6('saddr', { set: [prefix('fd00:9::', 64)] }), DROPPED, 'passes'],
    ['what is no broadcast', match({ meta: { key: 'pkttype' } }, 'multicast'), 'passes', DROPPED],
    ['IPv4 alone', ip('saddr', prefix('0.0.0.0', 0)), DROPPED, DROPPED],
  ])('accept %s', (_what, rule, near, relayed) => {
    const chains = closed('inet', [rule, udp(547), ACCEPT]);
    expect([fate(chains, DHCP6), fate(chains, RELAYED6)]).toEqual([near, relayed]);
  });

  it('count for packets of their family', () => {
    for (const family of ['ip', 'iptables']) expect(fate(closedBy(family), DHCP6)).toBe('passes');
    for (const family of ['ip6', 'ip6tables']) expect(fate(closedBy(family), DHCP)).toBe('passes');
    for (const family of ['ip', 'iptables']) expect(fate(closedBy(family), HTTP)).not.toBe('passes');
    for (const family of ['ip6', 'ip6tables']) expect(fate(closedBy(family), HTTP6)).not.toBe('passes');
  });

  it('are read as ip6tables-save prints them', () => {
    const text = '*filter\n:INPUT DROP [0:0]\n-A INPUT -d ff02::1:2/128 -p udp -m udp --dport 547 -j ACCEPT\nCOMMIT\n';
    const chains = parseIptables(text, 'ip6tables');
    expect([fate(chains, DHCP6), fate(chains, RELAYED6)]).toEqual(['passes', 'dropped INPUT policy']);
  });
});

function closedBy(family: string) {
  if (family === 'iptables' || family === 'ip6tables') return parseIptables('*filter\n:INPUT DROP [0:0]\n', family);
  return closed(family);
}

describe('packets of a relay agent', () => {
  it('come from its network to our address', () => {
    const accepted = closed('inet', [ip('saddr', prefix('10.9.0.0', 24)), ip('daddr', '10.0.0.1'), udp(67), ACCEPT]);
    expect([fate(accepted, RELAYED), fate(accepted, DHCP)]).toEqual(['passes', DROPPED]);
    const broadcasts = closed('inet', [match({ meta: { key: 'pkttype' } }, 'broadcast'), ACCEPT]);
    expect([fate(broadcasts, RELAYED), fate(broadcasts, DHCP)]).toEqual([DROPPED, 'passes']);
  });
});

describe('addresses as ranges', () => {
  it('are numbers for IPv4 and big integers for IPv6', () => {
    expect(addressRange('10.0.0.0/30')).toEqual({ first: 0x0a_00_00_00, last: 0x0a_00_00_03 });
    expect(addressRange('fd00::/126')).toEqual({ first: 0xfdn << 120n, last: (0xfdn << 120n) + 3n });
    expect(addressRange('::1')).toEqual({ first: 1n, last: 1n });
    for (const text of ['', 'eth0', '10.0.0', '::1::', '10.0.0.0/33']) expect(addressRange(text)).toBeUndefined();
  });
});
