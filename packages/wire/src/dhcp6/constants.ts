/** UDP ports of DHCPv6 (RFC 8415 §7.2): clients listen on 546, servers and relay agents on 547. */
export const DHCP6_CLIENT_PORT = 546;
export const DHCP6_SERVER_PORT = 547;

/** All_DHCP_Relay_Agents_and_Servers (RFC 8415 §7.1). */
export const DHCP6_MULTICAST = 'ff02::1:2';

/** Code of the option a relay agent carries a message in (RFC 8415 §21.10). */
export const RELAY_MESSAGE = 9;

/** Message types (RFC 8415 §7.3). */
export const Dhcp6Type = Object.freeze({
  SOLICIT: 1,
  ADVERTISE: 2,
  REQUEST: 3,
  CONFIRM: 4,
  RENEW: 5,
  REBIND: 6,
  REPLY: 7,
  RELEASE: 8,
  DECLINE: 9,
  RECONFIGURE: 10,
  INFORMATION_REQUEST: 11,
  RELAY_FORW: 12,
  RELAY_REPL: 13,
});

/** Status codes, the values of option 13 (RFC 8415 §21.13). */
export const Dhcp6Status = Object.freeze({
  success: 0,
  unspecFail: 1,
  noAddrsAvail: 2,
  noBinding: 3,
  notOnLink: 4,
  useMulticast: 5,
  noPrefixAvail: 6,
});

/** Most relay agents a message passes through (RFC 8415 §7.6). */
export const HOP_COUNT_LIMIT = 8;

/** IANA enterprise number 343, Intel: that of PXE's and UEFI HTTP Boot's vendor classes (UEFI 2.10 §24.3 and §24.7). */
export const PXE_ENTERPRISE = 343;

/** `SOLICIT` for 1 and so on; `type 99` for a type without a name here. */
export function dhcp6TypeName(type: number): string {
  const name = Object.entries(Dhcp6Type).find(([, value]) => value === type)?.[0];
  return name?.replace('_', '-') ?? `type ${type}`;
}
