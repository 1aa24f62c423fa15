import { Dhcp6Status, Dhcp6Type, OPTIONS6, option6, readOption6 } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import {
  bench6,
  duidOf,
  heard,
  ia,
  iasOf,
  LINK_LOCAL,
  MAC,
  message,
  SERVER_DUID,
  serverId,
  statusOf,
} from './bench.ts';

const { SOLICIT, ADVERTISE, REQUEST, CONFIRM, RENEW, REBIND, REPLY, RELEASE, DECLINE } = Dhcp6Type;
const STRANGER = '52:54:00:00:00:99';
const strange = { remoteAddress: 'fe80::5054:ff:fe00:99' };

describe('the addresses of DHCPv6', () => {
  it('are advertised to a node of the registry, and it need not wait for other servers', async () => {
    const answer = heard(await bench6().ask(message(SOLICIT)));
    expect(answer).toMatchObject({ address: `${LINK_LOCAL}%eth1`, port: 546, relays: [] });
    expect(answer.message).toMatchObject({ type: ADVERTISE, xid: 0x1234 });
    expect(iasOf(answer)).toEqual(['7: fd00:1::11 3600']);
    expect(readOption6(answer.message.options, OPTIONS6.preference)).toBe(255);
    expect(readOption6(answer.message.options, OPTIONS6.serverIdentifier)).toEqual(SERVER_DUID);
    expect(readOption6(answer.message.options, OPTIONS6.clientIdentifier)).toEqual(duidOf(MAC));
    expect(readOption6(answer.message.options, OPTIONS6.iaNa)).toMatchObject({ t1: 1800, t2: 2880 });
  });

  it('are leased at REQUEST, not at SOLICIT', async () => {
    const bench = bench6();
    await bench.ask(message(SOLICIT));
    expect(bench.leases.size).toBe(0);
    const answer = heard(await bench.ask(message(REQUEST, [serverId, ia(7, 'fd00:1::11')])));
    expect(answer.message.type).toBe(REPLY);
    expect(iasOf(answer)).toEqual(['7: fd00:1::11 3600']);
    expect(bench.leases.get('fd00:1::11')).toEqual({
      client: MAC,
      iaid: 7,
      address: 'fd00:1::11',
      network: 'cluster',
      expires: 1_000_000 + 3_600_000,
      state: 'bound',
      hostname: 'n1',
    });
    expect(bench.events).toMatchObject([
      { stage: 'dhcp', outcome: 'done', node: 'n1', mac: MAC, address: 'fd00:1::11' },
    ]);
  });

  it('are leased at once where the client asks for it', async () => {
    const bench = bench6();
    const answer = heard(await bench.ask(message(SOLICIT, [option6(OPTIONS6.rapidCommit, true), ia(7)])));
    expect(answer.message.type).toBe(REPLY);
    expect(readOption6(answer.message.options, OPTIONS6.rapidCommit)).toBe(true);
    expect(bench.leases.get('fd00:1::11')?.state).toBe('bound');
  });

  it('are for the registry’s machines alone: others hear nothing, so that another server may answer', async () => {
    const bench = bench6();
    expect(await bench.ask(message(SOLICIT, [ia(7)], STRANGER), strange)).toBe('unknown-machine');
    expect(await bench.ask(message(REBIND, [ia(7, 'fd00:1::99')], STRANGER), strange)).toBe('unknown-machine');
    expect(await bench.ask(message(CONFIRM, [ia(7, 'fd00:1::99')], STRANGER), strange)).toBe('unknown-machine');
    const other = bench6({ n1: { devices: { default: { hwaddr: MAC } } } });
    expect(await other.ask(message(SOLICIT))).toBe('no-address');
  });

  it('are renewed; one the registry no longer has is ended in the same answer', async () => {
    const bench = bench6();
    const same = heard(await bench.ask(message(RENEW, [serverId, ia(7, 'fd00:1::11')])));
    expect(iasOf(same)).toEqual(['7: fd00:1::11 3600']);
    const changed = heard(await bench.ask(message(REBIND, [ia(7, 'fd00:1::12')])));
    expect(iasOf(changed)).toEqual(['7: fd00:1::11 3600, fd00:1::12 0']);
  });

  it('are refused by a status to whom this server has none for, when it is asked by name', async () => {
    const bench = bench6({});
    const requested = heard(await bench.ask(message(REQUEST, [serverId, ia(7)])));
    expect(iasOf(requested)).toEqual([`7: status ${Dhcp6Status.noAddrsAvail}`]);
    const renewed = heard(await bench.ask(message(RENEW, [serverId, ia(7, 'fd00:1::11')])));
    expect(iasOf(renewed)).toEqual([`7: status ${Dhcp6Status.noBinding}`]);
  });

  it('are one for a machine: a second identity association in the same message gets none', async () => {
    const answer = heard(await bench6().ask(message(SOLICIT, [ia(7), ia(8)])));
    expect(iasOf(answer)).toEqual(['7: fd00:1::11 3600', `8: status ${Dhcp6Status.noAddrsAvail}`]);
  });

  it('are confirmed by the wire the client is on', async () => {
    const bench = bench6();
    expect(statusOf(heard(await bench.ask(message(CONFIRM, [ia(7, 'fd00:1::11')]))))).toBe(Dhcp6Status.success);
    expect(statusOf(heard(await bench.ask(message(CONFIRM, [ia(7, 'fd00:2::11')]))))).toBe(Dhcp6Status.notOnLink);
    expect(await bench.ask(message(CONFIRM, [ia(7)]))).toBe('nothing-asked');
  });

  it('are given back', async () => {
    const bench = bench6();
    await bench.ask(message(REQUEST, [serverId, ia(7)]));
    const answer = heard(await bench.ask(message(RELEASE, [serverId, ia(7, 'fd00:1::11')])));
    expect(statusOf(answer)).toBe(Dhcp6Status.success);
    expect(iasOf(answer)).toEqual([]);
    expect(bench.leases.get('fd00:1::11')).toMatchObject({ state: 'released', expires: 1_000_000 + 300_000 });
  });

  it('stay with the identity association that took them last: OVMF asks by two and releases both in turn', async () => {
    const bench = bench6();
    await bench.ask(message(REQUEST, [serverId, ia(7)]));
    await bench.ask(message(REQUEST, [serverId, ia(8)]));
    expect(statusOf(heard(await bench.ask(message(RELEASE, [serverId, ia(7, 'fd00:1::11')]))))).toBe(0);
    expect(bench.leases.get('fd00:1::11')).toMatchObject({ state: 'bound', iaid: 8 });
    await bench.ask(message(RELEASE, [serverId, ia(8, 'fd00:1::11')]));
    expect(bench.leases.get('fd00:1::11')?.state).toBe('released');
  });

  it('of others cannot be given back', async () => {
    const bench = bench6();
    await bench.ask(message(REQUEST, [serverId, ia(7)]));
    const answer = heard(await bench.ask(message(RELEASE, [serverId, ia(7, 'fd00:1::11')], STRANGER), strange));
    expect(iasOf(answer)).toEqual([`7: status ${Dhcp6Status.noBinding}`]);
    expect(bench.leases.get('fd00:1::11')?.state).toBe('bound');
  });

  it('that another machine uses are told in the timeline', async () => {
    const bench = bench6();
    expect(statusOf(heard(await bench.ask(message(DECLINE, [serverId, ia(7, 'fd00:1::11')]))))).toBe(0);
    expect(bench.events).toMatchObject([
      { outcome: 'failed', node: 'n1', detail: 'another machine uses the address fd00:1::11 of node n1' },
    ]);
  });

  it.each([
    ['a REQUEST', REQUEST],
    ['a RENEW', RENEW],
    ['a RELEASE', RELEASE],
  ])('are not given for %s to another server, or to none', async (_, type) => {
    const bench = bench6();
    const other = option6(OPTIONS6.serverIdentifier, duidOf(STRANGER));
    expect(await bench.ask(message(type, [other, ia(7)]))).toBe('other-server');
    expect(await bench.ask(message(type))).toBe('other-server');
    expect(bench.leases.size).toBe(0);
  });

  it('are not given without client identifier, IA, or a type of client', async () => {
    const bench = bench6();
    expect(await bench.ask({ type: SOLICIT, xid: 1, options: [ia(7)] })).toBe('no-client-id');
    expect(await bench.ask(message(SOLICIT, []))).toBe('nothing-asked');
    expect(await bench.ask(message(ADVERTISE))).toBe('unknown-type');
    expect(await bench.ask(message(SOLICIT, [serverId, ia(7)]))).toBe('other-server');
  });
});
