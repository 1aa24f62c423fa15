import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDhcp, formatOption } from '../../src/index.ts';
import { ipxeBios } from '../fixtures/firmware.ts';
import { octets, RUNS } from '../fuzz.ts';

const format = (code: number, hex: string): string => formatOption(code, Uint8Array.from(Buffer.from(hex, 'hex')));

describe('printing options', () => {
  it('shows what an iPXE ROM sent', () => {
    const result = decodeDhcp(ipxeBios.packet);
    const options = result.ok ? [...result.message.options] : [];
    expect(options.map(([code, bytes]) => formatOption(code, bytes)).join('\n')).toBe(
      [
        'dhcp-message-type (53): DISCOVER',
        'dhcp-max-message-size (57): 1472',
        'pxe-system-type (93): x86 BIOS (0)',
        'pxe-interface-id (94): 1, 2, 1',
        'vendor-class-identifier (60): "PXEClient:Arch:00000:UNDI:002001"',
        'user-class (77): "iPXE"',
        'dhcp-parameter-request-list (55): 1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128, 129, 130, 131, 132, 133, 134, 135, 175, 203',
        'ipxe-encap-opts (175): version=1.0.0 busId=011af41041 features=dns,elf,http,iscsi,menu,multiboot,nfs,pxe-ext,pxe,tftp,bzimage,aoe',
        'dhcp-client-identifier (61): 01:52:54:00:12:34:56',
        'pxe-client-id (97): 4c4c4544-0000-4000-8000-525400123456',
      ].join('\n'),
    );
  });

  it.each([
    [3, '0a0000010a000002', 'routers (3): 10.0.0.1, 10.0.0.2'],
    [
      121,
      '080a0a00000100c0a80001',
      'classless-static-routes (121): 10.0.0.0/8 via 10.0.0.1, 0.0.0.0/0 via 192.168.0.1',
    ],
    [119, '0161026263000178' + '00', 'domain-search (119): a.bc, x'],
    [82, '010161', 'relay-agent-information (82): 1=61'],
    [175, 'b00101eb0101', 'ipxe-encap-opts (175): noPxeDhcp=01 version=01'],
    [3, '0a0000', 'routers (3): malformed 0a:00:00'],
    [203, '0102', 'option 203: 01:02'],
  ])('prints option %i of %s as %s', (code, hex, text) => {
    expect(format(code, hex)).toBe(text);
  });

  it('lets no client write control characters to a terminal', () => {
    expect(format(12, Buffer.from('a\u001b[2J\u009b\u202e"\n').toString('hex'))).toBe(
      'host-name (12): "a\\u001b[2J\\u009b\\u202e\\"\\n"',
    );
    fc.assert(
      fc.property(fc.nat(255), octets(80), (code, bytes) => {
        expect(formatOption(code, bytes)).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: RUNS },
    );
  });
});
