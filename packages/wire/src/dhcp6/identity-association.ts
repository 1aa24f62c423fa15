import { concatBytes, decodeText, encodeText, quoteText, toHex, viewOf } from '../bytes.ts';
import { dhcp6FieldInvalid } from '../errors.ts';
import { formatIPv6, parseIPv6 } from '../ipv6.ts';
import type { OptionType } from '../dhcp/option-type.ts';
import type { Dhcp6Option } from './message.ts';
import { checkDhcp6Number, decodeDhcp6Options, encodeDhcp6Options } from './option-sequence.ts';

/** IA_NA (RFC 8415 §21.4). */
export interface IdentityAssociation {
  /** 32 bits, chosen by the client. */
  readonly iaid: number;
  /** Seconds; 0 leaves it to the client. */
  readonly t1: number;
  readonly t2: number;
  readonly options: readonly Dhcp6Option[];
}

/** IA Address (RFC 8415 §21.6). */
export interface IaAddress {
  /** In the form of RFC 5952. */
  readonly address: string;
  /** Seconds; 0 ends the use of the address. */
  readonly preferred: number;
  readonly valid: number;
  readonly options: readonly Dhcp6Option[];
}

/** Status Code (RFC 8415 §21.13). */
export interface StatusCode {
  /** See `Dhcp6Status`. */
  readonly code: number;
  readonly message: string;
}

export const identityAssociation: OptionType<IdentityAssociation> = {
  encode: ({ iaid, t1, t2, options }) => concatBytes([words(iaid, t1, t2), encodeDhcp6Options(options)]),
  decode(bytes) {
    const options = bytes.length < 12 ? undefined : decodeDhcp6Options(bytes.subarray(12));
    if (options === undefined) return undefined;
    const view = viewOf(bytes);
    return { iaid: view.getUint32(0), t1: view.getUint32(4), t2: view.getUint32(8), options };
  },
  format: ({ iaid, t1, t2, options }) => `iaid ${iaid} T1 ${t1} T2 ${t2}${optionText(options)}`,
};

export const iaAddress: OptionType<IaAddress> = {
  encode({ address, preferred, valid, options }) {
    const octets = parseIPv6(address);
    if (octets === undefined) throw dhcp6FieldInvalid('IPv6 address', JSON.stringify(address), 'one such as fd00::1');
    return concatBytes([octets, words(preferred, valid), encodeDhcp6Options(options)]);
  },
  decode(bytes) {
    const options = bytes.length < 24 ? undefined : decodeDhcp6Options(bytes.subarray(24));
    if (options === undefined) return undefined;
    const view = viewOf(bytes);
    const address = formatIPv6(bytes.subarray(0, 16));
    return { address, preferred: view.getUint32(16), valid: view.getUint32(20), options };
  },
  format: ({ address, preferred, valid, options }) =>
    `${address} preferred ${preferred} valid ${valid}${optionText(options)}`,
};

export const statusCode: OptionType<StatusCode> = {
  encode: ({ code, message }) => concatBytes([Uint8Array.of(code >>> 8, code & 255), encodeText(message)]),
  decode: (bytes) =>
    bytes.length < 2 ? undefined : { code: viewOf(bytes).getUint16(0), message: decodeText(bytes.subarray(2)) },
  format: ({ code, message }) => `${code} ${quoteText(message)}`,
};

function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = viewOf(bytes);
  for (const [index, value] of values.entries()) {
    checkDhcp6Number('number of 32 bits', value, 0xffffffff);
    view.setUint32(4 * index, value);
  }
  return bytes;
}

function optionText(options: readonly Dhcp6Option[]): string {
  return options.map(({ code, value }) => ` ${code}=${toHex(value)}`).join('');
}
