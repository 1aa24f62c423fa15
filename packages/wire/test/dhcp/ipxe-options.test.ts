import { describe, expect, it } from 'vitest';
import { decodeDhcp, IpxeSuboption, ipxeFeatures, ipxeVersion, OPTIONS, readOption } from '../../src/index.ts';
import { ipxeBios, ipxeEfi } from '../fixtures/firmware.ts';

function sentBy(packet: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const result = decodeDhcp(packet);
  return (result.ok ? readOption(result.message, OPTIONS.ipxe) : undefined) ?? new Map<number, Uint8Array>();
}

describe("iPXE's encapsulated options", () => {
  it('tell its version, bus and features', () => {
    expect(ipxeVersion(sentBy(ipxeBios.packet))).toBe('1.0.0');
    expect(sentBy(ipxeBios.packet).get(IpxeSuboption.busId)).toEqual(Uint8Array.of(1, 0x1a, 0xf4, 0x10, 0x41));
    expect(ipxeFeatures(sentBy(ipxeBios.packet)).join(' ')).toBe(
      'dns elf http iscsi menu multiboot nfs pxe-ext pxe tftp bzimage aoe',
    );
    expect(ipxeFeatures(sentBy(ipxeEfi.packet)).join(' ')).toBe('dns http iscsi menu nfs tftp aoe efi');
  });

  it('switch the wait for proxyDHCP off', () => {
    const value = OPTIONS.ipxe.type.encode(new Map([[IpxeSuboption.noPxeDhcp, Uint8Array.of(1)]]));
    expect(Buffer.from(value).toString('hex')).toBe('b00101');
  });

  it('leave out features whose marker is zero, and a malformed version', () => {
    const values = new Map([
      [0x13, Uint8Array.of(0)],
      [0x15, Uint8Array.of(1)],
      [IpxeSuboption.version, Uint8Array.of(1)],
    ]);
    expect(ipxeFeatures(values)).toEqual(['tftp']);
    expect(ipxeVersion(values)).toBeUndefined();
  });
});
