import { architectureName } from '../architecture.ts';
import { classlessRoutes } from './classless-routes.ts';
import { messageTypeName } from './constants.ts';
import { domainList } from './domain-list.ts';
import { ipxeOptions } from './ipxe-options.ts';
import { machineUuid } from './machine-uuid.ts';
import type { DhcpMessage } from './message.ts';
import * as type from './option-type.ts';
import type { OptionType } from './option-type.ts';
import { suboptions } from './suboptions.ts';
import { userClass } from './user-class.ts';

/** An option of the table: its code, its name as dhcpd and IANA spell it, and the type of its value. */
export interface DhcpOption<T> {
  readonly code: number;
  readonly name: string;
  readonly type: OptionType<T>;
}

function option<T>(code: number, name: string, valueType: OptionType<T>): DhcpOption<T> {
  return Object.freeze({ code, name, type: valueType });
}

/** The options network boot needs (RFC 2132 unless noted), for {@link readOption} and {@link writeOption}. */
export const OPTIONS = Object.freeze({
  subnetMask: option(1, 'subnet-mask', type.ip),
  routers: option(3, 'routers', type.ips),
  domainNameServers: option(6, 'domain-name-servers', type.ips),
  hostName: option(12, 'host-name', type.string),
  domainName: option(15, 'domain-name', type.string),
  rootPath: option(17, 'root-path', type.string),
  interfaceMtu: option(26, 'interface-mtu', type.u16),
  broadcastAddress: option(28, 'broadcast-address', type.ip),
  ntpServers: option(42, 'ntp-servers', type.ips),
  /** Raw octets; PXE's are {@link suboptions} followed by an End. */
  vendorEncapsulatedOptions: option(43, 'vendor-encapsulated-options', type.bytes),
  requestedAddress: option(50, 'dhcp-requested-address', type.ip),
  /** Seconds. */
  leaseTime: option(51, 'dhcp-lease-time', type.u32),
  /** How `file` and `sname` are used; only in packets, never in a {@link DhcpMessage}. */
  optionOverload: option(52, 'dhcp-option-overload', type.u8),
  messageType: option(53, 'dhcp-message-type', type.namedU8(messageTypeName)),
  serverIdentifier: option(54, 'dhcp-server-identifier', type.ip),
  parameterRequestList: option(55, 'dhcp-parameter-request-list', type.u8List),
  message: option(56, 'dhcp-message', type.string),
  /** Counts IP and UDP headers; see `maxDhcpPayload`. */
  maxMessageSize: option(57, 'dhcp-max-message-size', type.u16),
  /** T1, seconds. */
  renewalTime: option(58, 'dhcp-renewal-time', type.u32),
  /** T2, seconds. */
  rebindingTime: option(59, 'dhcp-rebinding-time', type.u32),
  vendorClass: option(60, 'vendor-class-identifier', type.string),
  clientIdentifier: option(61, 'dhcp-client-identifier', type.bytes),
  tftpServerName: option(66, 'tftp-server-name', type.string),
  bootFileName: option(67, 'bootfile-name', type.string),
  /** RFC 3004. */
  userClass: option(77, 'user-class', userClass),
  /** RFC 3046. */
  relayAgentInformation: option(82, 'relay-agent-information', suboptions),
  /** RFC 4578 §2.1, IANA processor architecture types. */
  clientArchitecture: option(93, 'pxe-system-type', type.namedU16List(architectureName)),
  /** RFC 4578 §2.2: type 1 (UNDI), major, minor. */
  clientInterface: option(94, 'pxe-interface-id', type.u8List),
  /** RFC 4578 §2.3. */
  machineUuid: option(97, 'pxe-client-id', machineUuid),
  /** RFC 3397. */
  domainSearch: option(119, 'domain-search', domainList),
  /** RFC 3442. */
  classlessRoutes: option(121, 'classless-static-routes', classlessRoutes),
  /** RFC 5859. */
  tftpServerAddresses: option(150, 'tftp-server-address', type.ips),
  ipxe: option(175, 'ipxe-encap-opts', ipxeOptions),
});

const byCode: ReadonlyMap<number, DhcpOption<unknown>> = new Map(
  Object.values(OPTIONS).map((entry): [number, DhcpOption<unknown>] => [entry.code, entry]),
);

/** The table's entry for a code, or `undefined`. */
export function optionByCode(code: number): DhcpOption<unknown> | undefined {
  return byCode.get(code);
}

/** The value of an option in a message; `undefined` when it is absent or malformed. */
export function readOption<T>(message: Pick<DhcpMessage, 'options'>, entry: DhcpOption<T>): T | undefined {
  const value = message.options.get(entry.code);
  return value === undefined ? undefined : entry.type.decode(value);
}

/** Sets an option of a message. Throws {@link WireError} `DHCP_VALUE_INVALID` for a value the option cannot hold. */
export function writeOption<T>(message: Pick<DhcpMessage, 'options'>, entry: DhcpOption<T>, value: T): void {
  message.options.set(entry.code, entry.type.encode(value));
}
