import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNft } from '../../src/firewall/nft.ts';
import { DHCP, fate, HTTP, TFTP } from './packets.ts';

// Statements as nft 1.0.6 prints them with -j.
const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
const udp = (port: unknown, op?: string) => match({ payload: { protocol: 'udp', field: 'dport' } }, port, op);
const from = (address: unknown) => match({ payload: { protocol: 'ip', field: 'saddr' } }, address);
const meta = (key: string, right: unknown, op?: string) => match({ meta: { key } }, right, op);
const state = (right: unknown, op = 'in') => match({ ct: { key: 'state' } }, right, op);
const ACCEPT = { accept: null };
const DROP = { drop: null };
const LIMIT = { limit: { rate: 5, burst: 5, per: 'second' } };

interface Made {
  readonly policy?: 'accept' | 'drop';
  readonly rules?: readonly (readonly object[])[];
  /** Further chains, by name. */
  readonly chains?: Readonly<Record<string, readonly (readonly object[])[]>>;
  readonly more?: readonly object[];
  readonly base?: object;
}

/** The text of a ruleset with one table and its input chain; rules of a chain have handles from 1. */
function ruleset({ policy = 'accept', rules = [], chains = {}, more = [], base = {} }: Made) {
  const at = { family: 'inet', table: 'filter' };
  const ruleOf = (chain: string) => (expr: readonly object[], index: number) => ({
    rule: { ...at, chain, handle: index + 1, expr },
  });
  return parseNft(
    JSON.stringify({
      nftables: [
        { metainfo: { version: '1.0.6', json_schema_version: 1 } },
        { table: { family: 'inet', name: 'filter', handle: 1 } },
        { chain: { ...at, name: 'input', handle: 1, type: 'filter', hook: 'input', prio: 0, policy, ...base } },
        ...Object.keys(chains).map((name) => ({ chain: { ...at, name, handle: 2 } })),
        ...rules.map(ruleOf('input')),
        ...Object.entries(chains).flatMap(([name, own]) => own.map(ruleOf(name))),
        ...more,
      ],
    }),
  );
}

const of = (...rules: (readonly object[])[]) => ruleset({ rules });
const closed = (...rules: (readonly object[])[]) => ruleset({ policy: 'drop', rules });

describe('rules of nftables', () => {
  it.each([
    ['one port', of([udp(67), DROP]), 'dropped input 1', 'passes', 'passes'],
    [
      'a range, but one of it',
      of([udp({ range: [60, 69] }), udp(69, '!='), DROP]),
      'dropped input 1',
      'passes',
      'passes',
    ],
    [
      'a set',
      of([udp({ set: [53, 69] }), { counter: { packets: 0, bytes: 0 } }, DROP]),
      'passes',
      'dropped input 1',
      'passes',
    ],
    ['all above', of([udp(67, '>'), DROP]), 'passes', 'dropped input 1', 'passes'],
    [
      'a protocol',
      of([meta('l4proto', 'tcp'), { reject: { type: 'tcp reset' } }]),
      'passes',
      'passes',
      'dropped input 1',
    ],
    [
      'another protocol',
      of([match({ payload: { protocol: 'ip6', field: 'saddr' } }, 'fe80::1', '!='), DROP]),
      'passes',
      'passes',
      'passes',
    ],
    ['IPv6 alone', of([meta('nfproto', 'ipv6'), DROP]), 'passes', 'passes', 'passes'],
    ['an interface', of([meta('iifname', 'eth1'), DROP]), 'dropped input 1', 'dropped input 1', 'dropped input 1'],
    [
      'others than some interfaces',
      of([meta('iifname', { set: ['eth*', 'lo'] }, '!='), DROP]),
      'passes',
      'passes',
      'passes',
    ],
    [
      'broadcasts',
      of([match({ fib: { result: 'type', flags: ['daddr'] } }, 'broadcast'), DROP]),
      'dropped input 1',
      'passes',
      'passes',
    ],
    ['packets for others', of([meta('pkttype', 'host', '!='), DROP]), 'dropped input 1', 'passes', 'passes'],
    [
      'part of the network',
      of([from({ prefix: { addr: '10.0.1.0', len: 24 } }), DROP]),
      'passes',
      'maybe input 1',
      'maybe input 1',
    ],
    [
      'all private addresses',
      of([from({ prefix: { addr: '10.0.0.0', len: 8 } }), DROP]),
      'passes',
      'dropped input 1',
      'dropped input 1',
    ],
    ['what is too much', of([udp(67), LIMIT, ACCEPT], [udp(67), DROP]), 'maybe input 2', 'passes', 'passes'],
    ['a mark', of([meta('mark', 1), DROP]), 'maybe input 1', 'maybe input 1', 'maybe input 1'],
    ['invalid packets', of([state('invalid'), DROP]), 'passes', 'passes', 'passes'],
    ['an accepted port', of([udp(67), ACCEPT], [meta('l4proto', 'udp'), DROP]), 'passes', 'dropped input 2', 'passes'],
    ['a policy alone', closed(), 'dropped input policy', 'dropped input policy', 'dropped input policy'],
    [
      'a policy but for established',
      closed([state(['established', 'related']), ACCEPT]),
      'dropped input policy',
      'dropped input policy',
      'dropped input policy',
    ],
    [
      'a policy but for new ones',
      closed([state({ set: ['new', 'untracked'] }, '=='), ACCEPT]),
      'passes',
      'passes',
      'passes',
    ],
    [
      'a policy but for a network',
      closed([from({ prefix: { addr: '10.0.0.0', len: 22 } }), ACCEPT]),
      'dropped input policy',
      'passes',
      'passes',
    ],
    [
      'a policy but for what may be',
      closed([udp(67), LIMIT, ACCEPT]),
      'maybe input policy',
      'dropped input policy',
      'dropped input policy',
    ],
    ['a queue', of([udp(67), { queue: { num: 3 } }]), 'maybe input 1', 'passes', 'passes'],
    ['nothing, after a log', of([udp(67), { log: { prefix: 'x' } }]), 'passes', 'passes', 'passes'],
    [
      'an unknown match of iptables-nft',
      of([{ xt: { type: 'match', name: 'geoip' } }, DROP]),
      'maybe input 1',
      'maybe input 1',
      'maybe input 1',
    ],
    [
      'REJECT of iptables-nft',
      of([udp(69), { xt: { type: 'match', name: 'comment' } }, { xt: { type: 'target', name: 'REJECT' } }]),
      'passes',
      'dropped input 1',
      'passes',
    ],
  ])('drop %s', (_what, chains, dhcp, tftp, http) => {
    expect([fate(chains, DHCP), fate(chains, TFTP), fate(chains, HTTP)]).toEqual([dhcp, tftp, http]);
  });

  it('lead through other chains and back', () => {
    const chains = {
      sub: [
        [udp(69), { return: null }],
        [udp({ range: [1, 1023] }), DROP],
      ],
      dead: [[DROP]],
    };
    const jump = (target: string) => ({ jump: { target } });
    expect(fate(ruleset({ rules: [[jump('sub')], [udp(69), ACCEPT], [jump('dead')]], chains }), DHCP)).toBe(
      'dropped sub 2',
    );
    expect(fate(ruleset({ rules: [[jump('sub')], [udp(69), ACCEPT], [jump('dead')]], chains }), TFTP)).toBe('passes');
    expect(fate(ruleset({ rules: [[jump('sub')], [jump('dead')]], chains }), TFTP)).toBe('dropped dead 1');
    expect(fate(ruleset({ rules: [[LIMIT, jump('dead')]], chains }), HTTP)).toBe('maybe dead 1');
    const away = [[{ goto: { target: 'sub' } }], [DROP]];
    expect(fate(ruleset({ rules: away, chains }), TFTP)).toBe('passes');
    expect(fate(ruleset({ rules: away, chains, policy: 'drop' }), TFTP)).toBe('dropped input policy');
    expect(fate(ruleset({ rules: [[jump('loop')]], chains: { loop: [[jump('loop')]] } }), TFTP)).toBe('passes');
  });

  it('look things up in sets and maps', () => {
    const at = { family: 'inet', table: 'filter' };
    const blocked = {
      set: {
        ...at,
        name: 'blocked',
        type: 'ipv4_addr',
        flags: ['interval'],
        elem: [{ prefix: { addr: '10.0.0.0', len: 16 } }],
      },
    };
    const seen = {
      set: {
        ...at,
        name: 'seen',
        type: 'ipv4_addr',
        flags: ['timeout'],
        elem: [{ elem: { val: '192.0.2.1', timeout: 60 } }],
      },
    };
    const empty = { set: { ...at, name: 'empty', type: 'ipv4_addr' } };
    const ports = {
      map: {
        ...at,
        name: 'ports',
        type: 'inet_service',
        map: 'verdict',
        elem: [
          [67, DROP],
          [69, ACCEPT],
        ],
      },
    };
    const more = [blocked, seen, empty, ports];
    expect(fate(ruleset({ rules: [[from('@blocked'), DROP]], more }), TFTP)).toBe('dropped input 1');
    expect(fate(ruleset({ rules: [[from('@seen'), DROP]], more }), TFTP)).toBe('maybe input 1');
    expect(fate(ruleset({ rules: [[from('@empty'), DROP]], more }), TFTP)).toBe('passes');
    const byPort = ruleset({
      policy: 'drop',
      rules: [[{ vmap: { key: { payload: { protocol: 'udp', field: 'dport' } }, data: '@ports' } }]],
      more,
    });
    expect([fate(byPort, DHCP), fate(byPort, TFTP), fate(byPort, HTTP)]).toEqual([
      'dropped input 1',
      'passes',
      'dropped input policy',
    ]);
    const states = {
      set: [
        ['invalid', DROP],
        ['established', ACCEPT],
        [{ range: [1, 2] }, ACCEPT],
      ],
    };
    expect(fate(of([{ vmap: { key: { ct: { key: 'state' } }, data: states } }]), HTTP)).toBe('passes');
  });

  it('count where the kernel asks them: not in dormant tables, on other devices, or for forwarded packets', () => {
    const rules = [[udp(67), DROP]];
    expect(fate(ruleset({ rules, base: { hook: 'forward' } }), DHCP)).toBe('passes');
    expect(fate(ruleset({ rules, base: { hook: 'prerouting', prio: -300 } }), DHCP)).toBe('dropped input 1');
    expect(fate(ruleset({ rules, base: { hook: 'ingress', dev: 'eth0' } }), DHCP)).toBe('passes');
    expect(fate(ruleset({ rules, base: { hook: 'ingress', dev: 'eth1' } }), DHCP)).toBe('dropped input 1');
    for (const flags of ['dormant', ['dormant'], 'filter']) {
      expect(fate(ruleset({ rules, more: [{ table: { family: 'inet', name: 'filter', flags } }] }), DHCP)).toBe(
        'passes',
      );
    }
  });

  it('are none in text that is no ruleset', () => {
    for (const text of ['', 'null', '[]', '{"nftables": 3}', '{"nftables": [null, 1, {"rule": 2}]}'])
      expect(parseNft(text)).toEqual([]);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const chain = { family: 'ip', table: 't', name: 'c', type: 'filter', hook: 'input', prio: 0 };
        const rule = { family: 'ip', table: 't', chain: 'c', expr: [value, { match: value }, { vmap: value }, DROP] };
        fate(parseNft(JSON.stringify({ nftables: [{ chain }, { rule }, { set: value }] })), DHCP);
      }),
    );
  });
});
