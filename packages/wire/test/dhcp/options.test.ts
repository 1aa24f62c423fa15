import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DhcpOption, OPTIONS, optionByCode, readOption, writeOption } from '../../src/index.ts';
import { codeOf, octets, RUNS } from '../fuzz.ts';
import { messageOf } from './messages.ts';

const hexOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('hex');

function roundTrip<T>(option: DhcpOption<T>, value: T): { hex: string; value: T | undefined } {
  const message = messageOf();
  writeOption(message, option, value);
  return { hex: hexOf(message.options.get(option.code)), value: readOption(message, option) };
}

describe('the option table', () => {
  it('has every option that network boot needs', () => {
    expect(Object.values(OPTIONS).map(({ code }) => code)).toEqual([
      1, 3, 6, 12, 15, 17, 26, 28, 42, 43, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 66, 67, 77, 82, 93, 94, 97,
      119, 121, 150, 175,
    ]);
  });

  it('is found by code', () => {
    expect(optionByCode(3)?.name).toBe('routers');
    expect(optionByCode(250)).toBeUndefined();
  });
});

describe('typed options', () => {
  it('are absent or malformed as undefined', () => {
    expect(readOption(messageOf(), OPTIONS.routers)).toBeUndefined();
    const message = messageOf({ options: new Map([[3, Uint8Array.of(10, 0, 0)]]) });
    expect(readOption(message, OPTIONS.routers)).toBeUndefined();
  });

  it('hold addresses', () => {
    expect(roundTrip(OPTIONS.subnetMask, 0xfffffc00)).toEqual({ hex: 'fffffc00', value: 0xfffffc00 });
    expect(roundTrip(OPTIONS.routers, [0x0a000001, 0xffffffff])).toEqual({
      hex: '0a000001ffffffff',
      value: [0x0a000001, 0xffffffff],
    });
  });

  it('hold numbers', () => {
    expect(roundTrip(OPTIONS.messageType, 5)).toEqual({ hex: '05', value: 5 });
    expect(roundTrip(OPTIONS.interfaceMtu, 9000)).toEqual({ hex: '2328', value: 9000 });
    expect(roundTrip(OPTIONS.leaseTime, 0xffffffff)).toEqual({ hex: 'ffffffff', value: 0xffffffff });
    expect(roundTrip(OPTIONS.clientArchitecture, [7, 16])).toEqual({ hex: '00070010', value: [7, 16] });
    expect(roundTrip(OPTIONS.parameterRequestList, [1, 3, 6])).toEqual({ hex: '010306', value: [1, 3, 6] });
  });

  it('hold text, with or without the NUL some clients append', () => {
    expect(roundTrip(OPTIONS.hostName, 'n01')).toEqual({ hex: '6e3031', value: 'n01' });
    const message = messageOf({ options: new Map([[67, Uint8Array.from(Buffer.from('boot.efi\0'))]]) });
    expect(readOption(message, OPTIONS.bootFileName)).toBe('boot.efi');
  });

  it('hold the machine UUID in SMBIOS octet order', () => {
    expect(roundTrip(OPTIONS.machineUuid, '4c4c4544-0000-4000-8000-525400123456')).toEqual({
      hex: '0044454c4c000000408000525400123456',
      value: '4c4c4544-0000-4000-8000-525400123456',
    });
    expect(OPTIONS.machineUuid.type.decode(new Uint8Array(17).fill(1))).toBeUndefined();
  });

  it('refuse values they cannot hold', () => {
    for (const write of [
      () => OPTIONS.messageType.type.encode(256),
      () => OPTIONS.interfaceMtu.type.encode(-1),
      () => OPTIONS.leaseTime.type.encode(1.5),
      () => OPTIONS.routers.type.encode([2 ** 32]),
      () => OPTIONS.machineUuid.type.encode('nonsense'),
      () => OPTIONS.userClass.type.encode(['']),
      () => OPTIONS.domainSearch.type.encode(['a..b']),
      () => OPTIONS.classlessRoutes.type.encode([{ network: 0, prefix: 33, router: 0 }]),
      () => OPTIONS.ipxe.type.encode(new Map([[255, new Uint8Array()]])),
    ]) {
      expect(codeOf(write)).toBe('DHCP_VALUE_INVALID');
    }
  });

  it('are printed or refused for any octets, never a crash', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(OPTIONS)), octets(300), (option, bytes) => {
        const value = (option as DhcpOption<unknown>).type.decode(bytes);
        if (value !== undefined) expect((option as DhcpOption<unknown>).type.format(value)).toBeTypeOf('string');
      }),
      { numRuns: RUNS },
    );
  });

  it('of fixed form are written as they were read', () => {
    const exact = Object.values(OPTIONS).filter(
      ({ code }) => ![12, 15, 17, 56, 60, 66, 67, 77, 82, 119, 121, 175].includes(code),
    );
    fc.assert(
      fc.property(fc.constantFrom(...exact), octets(40), (option, bytes) => {
        const { type } = option as DhcpOption<unknown>;
        const value = type.decode(bytes);
        if (value !== undefined) expect(type.encode(value)).toEqual(bytes);
      }),
      { numRuns: RUNS },
    );
  });
});
