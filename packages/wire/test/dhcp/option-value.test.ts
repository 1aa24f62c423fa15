import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeOptionValue,
  namedOption,
  OPTIONS,
  optionByCode,
  ownerOfOption,
  SITE_OPTION_NAMES,
  VALUE_WORDS,
  type OptionValueKind,
} from '../../src/index.ts';
import { RUNS } from '../fuzz.ts';

const hexOf = (kind: OptionValueKind, value: unknown): string | undefined => {
  const bytes = encodeOptionValue(kind, value);
  return bytes && Buffer.from(bytes).toString('hex');
};

describe('the value of an option', () => {
  it.each<[OptionValueKind, unknown, string]>([
    ['address', '10.0.0.5', '0a000005'],
    ['addresses', '10.0.0.5', '0a000005'],
    ['addresses', ['10.0.0.5', '10.0.0.6'], '0a0000050a000006'],
    ['addresses', '10.0.0.5, 10.0.0.6', '0a0000050a000006'],
    ['address-pairs', '10.1.0.0 10.0.0.254', '0a0100000a0000fe'],
    ['uint8', 64, '40'],
    ['uint16', '1500', '05dc'],
    ['uint16s', [68, 1500], '004405dc'],
    ['uint32', 4_294_967_295, 'ffffffff'],
    ['int32', -3600, 'fffff1f0'],
    ['flag', true, '01'],
    ['flag', 'false', '00'],
    ['text', 'cluster', '636c7573746572'],
    ['domains', ['a.test', 'b'], '016104746573740001' + '6200'],
    ['routes', '10.1.0.0/16 via 10.0.0.254', '100a010a0000fe'],
    ['routes', ['default via 10.0.0.1'], '000a000001'],
    ['octets', 'hex:01:04:0a:00:00:05', '01040a000005'],
    ['octets', 'plain text', '706c61696e2074657874'],
    ['addresses', 'hex:0A000005', '0a000005'],
    ['flag', 'hex:02', '02'],
  ])('of kind %s may be %j', (kind, value, octets) => {
    expect(hexOf(kind, value)).toBe(octets);
  });

  it.each<[OptionValueKind, unknown]>([
    ['address', '10.0.0'],
    ['address', ['10.0.0.1', '10.0.0.2']],
    ['addresses', []],
    ['addresses', ['10.0.0.1', 'ntp.example']],
    ['address-pairs', '10.0.0.1'],
    ['uint8', 256],
    ['uint16', 1.5],
    ['uint32', -1],
    ['int32', 2_147_483_648],
    ['flag', 'yes'],
    ['text', ''],
    ['text', 5],
    ['domains', 'a..b'],
    ['routes', '10.1.0.0/16'],
    ['routes', '10.1.0.0/16 via router'],
    ['octets', 'hex:0'],
    ['octets', 'hex:'],
    ['octets', ['hex:00']],
    ['text', 'x'.repeat(1025)],
    ['addresses', null],
    ['addresses', { a: 1 }],
  ])('of kind %s may not be %j', (kind, value) => {
    expect(encodeOptionValue(kind, value)).toBeUndefined();
  });

  it('never throws, whatever is given', () => {
    const kinds = Object.keys(VALUE_WORDS) as OptionValueKind[];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.anything(), (kind, value) => {
        const bytes = encodeOptionValue(kind, value);
        expect(bytes === undefined || (bytes.length > 0 && bytes.length <= 1024)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the name of an option', () => {
  it('may be that of dhcp-options(5) or a code', () => {
    expect(namedOption('ntp-servers')).toEqual({ code: 42, name: 'ntp-servers', kind: 'addresses' });
    expect(namedOption('42')).toEqual(namedOption('ntp-servers'));
    expect(namedOption('252')).toEqual({ code: 252, name: '252', kind: 'octets' });
    expect(['0', '255', '042', 'ntp', ''].map(namedOption)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is spelt as in the table of options, and one code has one name', () => {
    const named = SITE_OPTION_NAMES.map((name) => namedOption(name));
    for (const option of named) {
      const known = optionByCode(option?.code ?? 0);
      if (known !== undefined) expect(option?.name).toBe(known.name);
    }
    expect(new Set(named.map((option) => option?.code)).size).toBe(SITE_OPTION_NAMES.length);
  });

  it('is refused for what a server makes up itself', () => {
    for (const { code, name } of [OPTIONS.messageType, OPTIONS.leaseTime, OPTIONS.relayAgentInformation]) {
      expect(ownerOfOption(name)).toBeDefined();
      expect(ownerOfOption(String(code))).toBe(ownerOfOption(name));
    }
    expect(SITE_OPTION_NAMES.filter((name) => ownerOfOption(name) !== undefined)).toEqual([]);
    expect(SITE_OPTION_NAMES.filter((name) => ownerOfOption(String(namedOption(name)?.code)) !== undefined)).toEqual(
      [],
    );
  });
});
