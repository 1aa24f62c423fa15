/** UDP port of DHCP servers (RFC 2131 §4.1). */
export const DHCP_SERVER_PORT = 67;
/** Where clients listen; relays listen on the server port. */
export const DHCP_CLIENT_PORT = 68;
/** Answer to the source port of a request: OVMF asks from 4011, iPXE from 68. */
export const PXE_BOOT_SERVER_PORT = 4011;

/** `op` of a client's message (RFC 951). */
export const BOOTREQUEST = 1;
/** `op` of a server's message. */
export const BOOTREPLY = 2;

/** The broadcast bit of `flags` (RFC 2131 §2). */
export const BROADCAST_FLAG = 0x8000;

/** The four octets that start the options (RFC 2132 §2). */
export const MAGIC_COOKIE = 0x63825363;

/** Octets before the magic cookie, and before the first option. */
export const FIXED_SIZE = 236;
export const OPTIONS_OFFSET = 240;

/** Offsets and sizes of the fields that hold octets or text. */
export const CHADDR_OFFSET = 28;
export const CHADDR_SIZE = 16;
export const SNAME_OFFSET = 44;
export const SNAME_SIZE = 64;
export const FILE_OFFSET = 108;
export const FILE_SIZE = 128;

/** Longest text of the BOOTP `sname` field in octets; a NUL follows it (RFC 2131 §2). */
export const SNAME_MAX = SNAME_SIZE - 1;
/** Longest text of the BOOTP `file` field in octets. */
export const FILE_MAX = FILE_SIZE - 1;

/** Option codes that shape the packet itself. */
export const PAD = 0;
export const OPTION_OVERLOAD = 52;
export const END = 255;

/** DHCP message types, the values of option 53 (RFC 2132 §9.6). */
export const MessageType = Object.freeze({
  DISCOVER: 1,
  OFFER: 2,
  REQUEST: 3,
  DECLINE: 4,
  ACK: 5,
  NAK: 6,
  RELEASE: 7,
  INFORM: 8,
});

/** `DISCOVER` for 1 and so on; `type 13` for a type without a name here; `BOOTP` for a message without option 53. */
export function messageTypeName(type: number | undefined): string {
  if (type === undefined) return 'BOOTP';
  return Object.entries(MessageType).find(([, value]) => value === type)?.[0] ?? `type ${type}`;
}
