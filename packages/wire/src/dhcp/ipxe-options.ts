import { toHex } from '../bytes.ts';
import type { OptionType } from './option-type.ts';
import { suboptions } from './suboptions.ts';

/** Suboptions of iPXE's option 175 (iPXE `include/ipxe/dhcp.h`). */
export const IpxeSuboption = Object.freeze({
  priority: 0x01,
  keepSan: 0x08,
  skipSanBoot: 0x09,
  scriptlet: 0x51,
  /** `1` stops iPXE from waiting 3 s for offers of a proxyDHCP server. */
  noPxeDhcp: 0xb0,
  /** In requests: bus type, vendor id and device id of the network card. */
  busId: 0xb1,
  biosDrive: 0xbd,
  username: 0xbe,
  password: 0xbf,
  /** In requests: three octets. */
  version: 0xeb,
});

/** Feature markers 0x10-0x4f of option 175 in requests (iPXE `include/ipxe/features.h`). */
const FEATURES: ReadonlyMap<number, string> = new Map([
  [0x10, 'pxe-ext'],
  [0x11, 'iscsi'],
  [0x12, 'aoe'],
  [0x13, 'http'],
  [0x14, 'https'],
  [0x15, 'tftp'],
  [0x16, 'ftp'],
  [0x17, 'dns'],
  [0x18, 'bzimage'],
  [0x19, 'multiboot'],
  [0x1a, 'slam'],
  [0x1b, 'srp'],
  [0x20, 'nbi'],
  [0x21, 'pxe'],
  [0x22, 'elf'],
  [0x23, 'comboot'],
  [0x24, 'efi'],
  [0x25, 'fcoe'],
  [0x26, 'vlan'],
  [0x27, 'menu'],
  [0x28, 'sdi'],
  [0x29, 'nfs'],
]);

/** Names of the features an iPXE client says it was built with, such as `http` or `bzimage`. */
export function ipxeFeatures(values: ReadonlyMap<number, Uint8Array>): string[] {
  return [...values].flatMap(([code, value]) => {
    const name = FEATURES.get(code);
    return name !== undefined && (value[0] ?? 0) > 0 ? [name] : [];
  });
}

/** The version an iPXE client reports, such as `1.0.0`. */
export function ipxeVersion(values: ReadonlyMap<number, Uint8Array>): string | undefined {
  const value = values.get(IpxeSuboption.version);
  return value?.length === 3 ? value.join('.') : undefined;
}

/** iPXE encapsulated options (175), printed with the names of version, bus and features. */
export const ipxeOptions: OptionType<Map<number, Uint8Array>> = {
  ...suboptions,
  format(values) {
    const version = ipxeVersion(values);
    const others = [...values].filter(
      ([code]) => !FEATURES.has(code) && !(code === IpxeSuboption.version && version !== undefined),
    );
    const names = new Map<number, string>(Object.entries(IpxeSuboption).map(([name, code]) => [code, name]));
    const words = others.map(([code, value]) => `${names.get(code) ?? code}=${toHex(value)}`);
    const features = ipxeFeatures(values);
    if (version !== undefined) words.unshift(`version=${version}`);
    if (features.length > 0) words.push(`features=${features.join(',')}`);
    return words.join(' ');
  },
};
