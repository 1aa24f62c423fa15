import { Dhcp6Type, OPTIONS6, option6, PXE_ENTERPRISE, readOption6 } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import { bench6, heard, ia, MAC, message, serverId, SERVER_DUID } from './bench.ts';
import { BOOTS } from '../support.ts';

const { SOLICIT, REQUEST, INFORMATION_REQUEST } = Dhcp6Type;
const firmware = (arch: number, vendor: string) => [
  option6(OPTIONS6.clientArchitecture, [arch]),
  option6(OPTIONS6.vendorClass, { enterprise: PXE_ENTERPRISE, classes: [vendor] }),
];
const PXE = firmware(7, 'PXEClient:Arch:00007:UNDI:003000');
const HTTP = firmware(16, 'HTTPClient:Arch:00016:UNDI:003001');

describe('what DHCPv6 tells a machine that boots', () => {
  it('is the URL of its boot file by TFTP', async () => {
    const answer = heard(await bench6().ask(message(SOLICIT, [...PXE, ia(7)])));
    expect(readOption6(answer.message.options, OPTIONS6.bootFileUrl)).toBe('tftp://[fd00:1::1]/boot/uefi-x86_64');
    expect(readOption6(answer.message.options, OPTIONS6.vendorClass)).toBeUndefined();
  });

  it('is the URL as it is where the loader gives one, with the vendor class that UEFI HTTP Boot looks for', async () => {
    const render = (() => Promise.resolve({ file: 'http://[fd00:1::1]:9873/a.efi' })) as never;
    const endpoints = () => ({ baseUrl: 'http://[fd00:1::1]:9873', nextServer: 'fd00:1::1' });
    const bench = bench6(undefined, { lifecycle: { ...BOOTS, endpoints, render } });
    const answer = heard(await bench.ask(message(REQUEST, [serverId, ...HTTP, ia(7)])));
    expect(readOption6(answer.message.options, OPTIONS6.bootFileUrl)).toBe('http://[fd00:1::1]:9873/a.efi');
    expect(readOption6(answer.message.options, OPTIONS6.vendorClass)).toEqual({
      enterprise: 343,
      classes: ['HTTPClient'],
    });
  });

  it('is asked of the loader with the facts of the machine and our IPv6 address', async () => {
    const asked: object[] = [];
    const render = ((_: string, request: object) => {
      asked.push(request);
      return Promise.resolve(undefined);
    }) as never;
    await bench6(undefined, { lifecycle: { ...BOOTS, render } }).ask(message(SOLICIT, [...PXE, ia(7)]));
    expect(asked).toMatchObject([
      {
        request: { door: 'dhcp', mac: MAC, network: 'cluster', localAddress: 'fd00:1::1' },
        clientClass: { id: 'uefi-x86_64' },
      },
    ]);
  });

  it('begins its boot in the records', async () => {
    const bench = bench6();
    await bench.ask(message(SOLICIT));
    expect(bench.sightings).toEqual([]);
    await bench.ask(message(SOLICIT, [...PXE, ia(7)]));
    expect(bench.sightings).toMatchObject([{ step: 'firmware', mac: MAC, node: 'n1', clientClass: 'uefi-x86_64' }]);
  });

  it('begins no boot for a program of a user of the node', async () => {
    const bench = bench6();
    await bench.ask(message(SOLICIT, [...PXE, ia(7)]), { remotePort: 40_000 });
    expect(bench.sightings).toEqual([]);
  });

  it('costs it the boot file alone when a plugin fails', async () => {
    const render = (() => Promise.reject(new Error('broken'))) as never;
    const answer = heard(
      await bench6(undefined, { lifecycle: { ...BOOTS, render } }).ask(message(SOLICIT, [...PXE, ia(7)])),
    );
    expect(readOption6(answer.message.options, OPTIONS6.bootFileUrl)).toBeUndefined();
    expect(readOption6(answer.message.options, OPTIONS6.iaNa)).toBeDefined();
  });
});

describe('what DHCPv6 tells beside addresses', () => {
  const asked = (...codes: number[]) => option6(OPTIONS6.optionRequest, codes);

  it('is what is asked for, all of it where nothing is', async () => {
    const all = heard(await bench6().ask(message(SOLICIT))).message.options;
    expect(readOption6(all, OPTIONS6.dnsServers)).toEqual(['fd00:1::53']);
    expect(readOption6(all, OPTIONS6.domainList)).toEqual(['cluster.test']);
    const some = heard(await bench6().ask(message(SOLICIT, [asked(24, 59), ...PXE, ia(7)]))).message.options;
    expect(some.map(({ code }) => code)).toEqual([1, 2, 7, 3, 24, 59]);
  });

  it('is told without an address, to strangers too', async () => {
    const stateless = { type: INFORMATION_REQUEST, xid: 5, options: [asked(23, 59), ...PXE] };
    const strange = { remoteAddress: 'fe80::99' };
    const { message: reply } = heard(await bench6().ask(stateless, strange));
    expect(reply.type).toBe(Dhcp6Type.REPLY);
    expect(readOption6(reply.options, OPTIONS6.serverIdentifier)).toEqual(SERVER_DUID);
    expect(reply.options.map(({ code }) => code)).toEqual([2, 23, 59]);
    const ignoring = bench6(undefined, { options: { leaseTime: 3600, unknown: 'ignore' } });
    expect(await ignoring.ask(stateless, strange)).toBe('unknown-machine');
  });

  it('is not told for another server', async () => {
    const other = option6(OPTIONS6.serverIdentifier, Uint8Array.of(0, 3, 0, 1, 2));
    const stateless = { type: INFORMATION_REQUEST, xid: 5, options: [other] };
    expect(await bench6().ask(stateless)).toBe('other-server');
  });
});
