import { concatBytes, decodeText, encodeText, quoteText, toHex, viewOf } from '../bytes.ts';
import type { OptionType } from '../dhcp/option-type.ts';
import { checkDhcp6Number } from './option-sequence.ts';

/** Vendor Class (RFC 8415 §21.16). */
export interface VendorClass {
  /** IANA enterprise number. */
  readonly enterprise: number;
  readonly classes: readonly string[];
}

/** Text items, each after its length in 16 bits: User Class (RFC 8415 §21.15) and boot file parameters (RFC 5970 §3.2). */
export const texts: OptionType<readonly string[]> = {
  encode: (items) =>
    concatBytes(
      items.flatMap((item) => {
        const octets = encodeText(item);
        checkDhcp6Number('length of a text', octets.length, 0xffff);
        return [Uint8Array.of(octets.length >>> 8, octets.length & 255), octets];
      }),
    ),
  decode(bytes) {
    const view = viewOf(bytes);
    const items: string[] = [];
    let offset = 0;
    while (offset < bytes.length) {
      if (offset + 2 > bytes.length) return undefined;
      const start = offset + 2;
      offset = start + view.getUint16(offset);
      if (offset > bytes.length) return undefined;
      items.push(decodeText(bytes.subarray(start, offset)));
    }
    return items;
  },
  format: (items) => items.map(quoteText).join(', '),
};

export const vendorClass: OptionType<VendorClass> = {
  encode: ({ enterprise, classes }) => concatBytes([enterpriseOctets(enterprise), texts.encode(classes)]),
  decode(bytes) {
    const classes = bytes.length < 4 ? undefined : texts.decode(bytes.subarray(4));
    return classes && { enterprise: viewOf(bytes).getUint32(0), classes };
  },
  format: ({ enterprise, classes }) => `enterprise ${enterprise} ${texts.format(classes)}`,
};

/** Vendor-specific Information (RFC 8415 §21.17): the vendor's own options, as octets. */
export interface VendorOptions {
  readonly enterprise: number;
  readonly data: Uint8Array;
}

export const vendorOptions: OptionType<VendorOptions> = {
  encode: ({ enterprise, data }) => concatBytes([enterpriseOctets(enterprise), data]),
  decode: (bytes) =>
    bytes.length < 4 ? undefined : { enterprise: viewOf(bytes).getUint32(0), data: bytes.subarray(4) },
  format: ({ enterprise, data }) => `enterprise ${enterprise} ${toHex(data, ':')}`,
};

/** Client link-layer address (RFC 6939 §4). */
export interface LinkLayerAddress {
  /** IANA hardware type: 1 Ethernet. */
  readonly hardwareType: number;
  readonly address: Uint8Array;
}

export const linkLayerAddress: OptionType<LinkLayerAddress> = {
  encode: ({ hardwareType, address }) => concatBytes([Uint8Array.of(hardwareType >>> 8, hardwareType & 255), address]),
  decode: (bytes) =>
    bytes.length < 3 ? undefined : { hardwareType: viewOf(bytes).getUint16(0), address: bytes.subarray(2) },
  format: ({ hardwareType, address }) => `type ${hardwareType} ${toHex(address, ':')}`,
};

function enterpriseOctets(enterprise: number): Uint8Array {
  checkDhcp6Number('enterprise number', enterprise, 0xffffffff);
  const octets = new Uint8Array(4);
  viewOf(octets).setUint32(0, enterprise);
  return octets;
}
