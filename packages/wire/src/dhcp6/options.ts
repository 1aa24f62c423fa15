import { architectureName } from '../architecture.ts';
import { dhcp6FieldInvalid } from '../errors.ts';
import { concatBytes } from '../bytes.ts';
import { domainList } from '../dhcp/domain-list.ts';
import * as type from '../dhcp/option-type.ts';
import type { OptionType } from '../dhcp/option-type.ts';
import { formatIPv6, parseIPv6 } from '../ipv6.ts';
import { linkLayerAddress, texts, vendorClass, vendorOptions } from './boot-options.ts';
import { iaAddress, identityAssociation, statusCode } from './identity-association.ts';
import type { Dhcp6Option } from './message.ts';

/** An option of the table: its code, its name as IANA spells it in lower case, and the type of its value. */
export interface Dhcp6OptionType<T> {
  readonly code: number;
  readonly name: string;
  readonly type: OptionType<T>;
}

function option<T>(code: number, name: string, valueType: OptionType<T>): Dhcp6OptionType<T> {
  return Object.freeze({ code, name, type: valueType });
}

/** No octets at all. */
const empty: OptionType<true> = {
  encode: () => new Uint8Array(),
  decode: (bytes) => (bytes.length === 0 ? true : undefined),
  format: () => 'yes',
};

/** One or more addresses in the form of RFC 5952. */
const addresses: OptionType<string[]> = {
  encode: (values) =>
    concatBytes(
      values.map((value) => {
        const octets = parseIPv6(value);
        if (octets === undefined) throw dhcp6FieldInvalid('IPv6 address', JSON.stringify(value), 'one such as fd00::1');
        return octets;
      }),
    ),
  decode(bytes) {
    if (bytes.length === 0 || bytes.length % 16 !== 0) return undefined;
    return Array.from({ length: bytes.length / 16 }, (_, index) =>
      formatIPv6(bytes.subarray(16 * index, 16 * index + 16)),
    );
  },
  format: (values) => values.join(', '),
};

const codes = type.namedU16List(String);

/** The options network boot needs (RFC 8415 §21 unless noted), for {@link readOption6} and {@link option6}. */
export const OPTIONS6 = Object.freeze({
  /** A DUID; see `duidFacts`. */
  clientIdentifier: option(1, 'clientid', type.bytes),
  serverIdentifier: option(2, 'serverid', type.bytes),
  iaNa: option(3, 'ia_na', identityAssociation),
  iaAddress: option(5, 'iaaddr', iaAddress),
  optionRequest: option(6, 'oro', codes),
  preference: option(7, 'preference', type.u8),
  /** Hundredths of a second. */
  elapsedTime: option(8, 'elapsed_time', type.u16),
  relayMessage: option(9, 'relay_msg', type.bytes),
  statusCode: option(13, 'status_code', statusCode),
  rapidCommit: option(14, 'rapid_commit', empty),
  userClass: option(15, 'user_class', texts),
  vendorClass: option(16, 'vendor_class', vendorClass),
  vendorOptions: option(17, 'vendor_opts', vendorOptions),
  interfaceId: option(18, 'interface_id', type.bytes),
  /** RFC 3646. */
  dnsServers: option(23, 'dns_servers', addresses),
  /** RFC 3646. */
  domainList: option(24, 'domain_list', domainList),
  /** RFC 5970 §3.1. */
  bootFileUrl: option(59, 'bootfile_url', type.string),
  /** RFC 5970 §3.2. */
  bootFileParameters: option(60, 'bootfile_param', texts),
  /** RFC 5970 §3.3, IANA processor architecture types. */
  clientArchitecture: option(61, 'client_arch_type', type.namedU16List(architectureName)),
  /** RFC 5970 §3.4: type 1 (UNDI), major, minor. */
  clientInterface: option(62, 'nii', type.u8List),
  /** RFC 6939. */
  clientLinkLayerAddress: option(79, 'client_linklayer_addr', linkLayerAddress),
});

/** The value of the first option of this kind that can be read. */
export function readOption6<T>(options: readonly Dhcp6Option[], entry: Dhcp6OptionType<T>): T | undefined {
  return readOptions6(options, entry)[0];
}

/** The values of all options of this kind, without malformed ones. */
export function readOptions6<T>(options: readonly Dhcp6Option[], entry: Dhcp6OptionType<T>): T[] {
  return options.flatMap(({ code, value }) => {
    const read = code === entry.code ? entry.type.decode(value) : undefined;
    return read === undefined ? [] : [read];
  });
}

/** An option of this kind. @throws {@link WireError} `DHCP6_FIELD_INVALID` or `DHCP_VALUE_INVALID` for what it cannot hold. */
export function option6<T>(entry: Dhcp6OptionType<T>, value: T): Dhcp6Option {
  return { code: entry.code, value: entry.type.encode(value) };
}
