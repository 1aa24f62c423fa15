import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classifyDhcp6,
  type Dhcp6OptionType,
  Dhcp6Status,
  OPTIONS6,
  option6,
  readOption6,
  readOptions6,
} from '../../src/index.ts';
import { FIRMWARE6, ipxeSolicit, ovmfPxeSolicit, ovmfRelease, ovmfStackSolicit } from '../fixtures/firmware6.ts';
import { codeOf, mutated, octets, RUNS } from '../fuzz.ts';
import { decoded } from './messages.ts';

const bytesOf = <T>(entry: Dhcp6OptionType<T>, value: T): string =>
  Buffer.from(entry.type.encode(value)).toString('hex');

describe('DHCPv6 options', () => {
  it('of OVMF say what it is and wants', () => {
    const { options } = decoded(ovmfPxeSolicit).message;
    expect(readOption6(options, OPTIONS6.clientArchitecture)).toEqual([7]);
    expect(readOption6(options, OPTIONS6.clientInterface)).toEqual([1, 3, 0]);
    expect(readOption6(options, OPTIONS6.optionRequest)).toEqual([59, 60, 23, 16]);
    expect(readOption6(options, OPTIONS6.elapsedTime)).toBe(0);
    expect(readOption6(options, OPTIONS6.vendorClass)).toEqual({
      enterprise: 343,
      classes: ['PXEClient:Arch:00007:UNDI:003000'],
    });
    expect(readOption6(options, OPTIONS6.iaNa)).toEqual({
      iaid: 0xe627fd7f,
      t1: 0xffffffff,
      t2: 0xffffffff,
      options: [],
    });
  });

  it('hold options themselves', () => {
    const ia = readOption6(decoded(ovmfRelease).message.options, OPTIONS6.iaNa);
    expect(readOptions6(ia?.options ?? [], OPTIONS6.iaAddress)).toEqual([
      { address: 'fd77:6c61:6200::11', preferred: 3600, valid: 3600, options: [] },
    ]);
  });

  it('stand as the RFCs draw them', () => {
    const address = { address: 'fd00:1::11', preferred: 1, valid: 2, options: [] };
    const inner = [option6(OPTIONS6.iaAddress, address)];
    const ia = '00000007 00000001 00000002 0005 0018 fd000001000000000000000000000011 00000001 00000002';
    expect(bytesOf(OPTIONS6.iaNa, { iaid: 7, t1: 1, t2: 2, options: inner })).toBe(ia.replaceAll(' ', ''));
    expect(bytesOf(OPTIONS6.statusCode, { code: Dhcp6Status.noAddrsAvail, message: 'no' })).toBe('00026e6f');
    expect(bytesOf(OPTIONS6.bootFileUrl, 'tftp://[::1]/a')).toBe(Buffer.from('tftp://[::1]/a').toString('hex'));
    expect(bytesOf(OPTIONS6.bootFileParameters, ['a', 'bc'])).toBe('000161 00026263'.replace(' ', ''));
    expect(bytesOf(OPTIONS6.userClass, ['iPXE'])).toBe('000469505845');
    expect(bytesOf(OPTIONS6.dnsServers, ['fd00::1', '::1'])).toBe(`fd${'00'.repeat(14)}01${'00'.repeat(15)}01`);
    expect(bytesOf(OPTIONS6.domainList, ['a.b'])).toBe('0161016200');
    expect(bytesOf(OPTIONS6.vendorOptions, { enterprise: 343, data: Uint8Array.of(1) })).toBe('0000015701');
    expect(bytesOf(OPTIONS6.clientLinkLayerAddress, { hardwareType: 1, address: Uint8Array.of(2, 3) })).toBe(
      '00010203',
    );
    expect(bytesOf(OPTIONS6.rapidCommit, true)).toBe('');
    expect(bytesOf(OPTIONS6.preference, 255)).toBe('ff');
  });

  it('are read back as written', () => {
    const address = fc.record({
      address: fc.constantFrom('fd00::1', '2001:db8::1:0:0:1', '::'),
      preferred: fc.nat(0xffffffff),
      valid: fc.nat(0xffffffff),
      options: fc.array(fc.record({ code: fc.nat(0xffff), value: octets(9) }), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(
        fc.array(address, { maxLength: 3 }),
        fc.nat(0xffffffff),
        fc.array(fc.string()),
        (all, iaid, texts) => {
          const options = all.map((one) => option6(OPTIONS6.iaAddress, one));
          const ia = { iaid, t1: 0, t2: iaid, options };
          const read = readOption6([option6(OPTIONS6.iaNa, ia)], OPTIONS6.iaNa);
          expect(read).toEqual(ia);
          expect(readOptions6(read?.options ?? [], OPTIONS6.iaAddress)).toEqual(all);
          const classes = texts.map((text) => text.replaceAll('\0', ''));
          const vendor = { enterprise: iaid, classes };
          expect(readOption6([option6(OPTIONS6.vendorClass, vendor)], OPTIONS6.vendorClass)).toEqual(vendor);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('are read from any octets without an exception, and can be printed', () => {
    const values = FIRMWARE6.flatMap((bytes) => decoded(bytes).message.options.map(({ value }) => value));
    fc.assert(
      fc.property(fc.oneof(octets(60), mutated(values)), (value) => {
        for (const entry of Object.values(OPTIONS6) as Dhcp6OptionType<unknown>[]) {
          const read = entry.type.decode(value);
          if (read !== undefined) expect(entry.type.format(read)).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('are not written with values they cannot hold', () => {
    const address = { preferred: 0, valid: 0, options: [] };
    expect(codeOf(() => option6(OPTIONS6.iaAddress, { ...address, address: '10.0.0.1' }))).toBe('DHCP6_FIELD_INVALID');
    expect(codeOf(() => option6(OPTIONS6.dnsServers, ['fd00::1%eth0']))).toBe('DHCP6_FIELD_INVALID');
    expect(codeOf(() => option6(OPTIONS6.vendorClass, { enterprise: -1, classes: [] }))).toBe('DHCP6_FIELD_INVALID');
    expect(codeOf(() => option6(OPTIONS6.iaNa, { iaid: 2 ** 32, t1: 0, t2: 0, options: [] }))).toBe(
      'DHCP6_FIELD_INVALID',
    );
  });
});

describe('DHCPv6 clients', () => {
  const classId = (bytes: Uint8Array): string | undefined => classifyDhcp6(decoded(bytes).message)?.id;

  it('are told apart: firmware, its network stack, iPXE', () => {
    expect(classId(ovmfPxeSolicit)).toBe('uefi-x86_64');
    expect(classId(ovmfStackSolicit)).toBeUndefined();
    expect(classId(ipxeSolicit)).toBe('uefi-x86_64-ipxe');
  });

  it('are told by the vendor class that names network boot, where there are several', () => {
    const vendor = (text: string) => option6(OPTIONS6.vendorClass, { enterprise: 343, classes: [text] });
    const options = [vendor('acme'), vendor('HTTPClient:Arch:00016:UNDI:003001')];
    expect(classifyDhcp6({ options })?.id).toBe('uefi-x86_64-http');
    expect(classifyDhcp6({ options: [vendor('acme')] })).toBeUndefined();
  });
});
