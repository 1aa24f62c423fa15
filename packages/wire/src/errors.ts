/** Codes of the errors that encoders and writers throw. Decoders never throw: they return `{ ok: false, reason }`. */
export type WireErrorCode =
  | 'DHCP_MESSAGE_TOO_LARGE'
  | 'DHCP_OPTION_CODE_INVALID'
  | 'DHCP_CHADDR_INVALID'
  | 'DHCP_FIELD_TOO_LONG'
  | 'DHCP_VALUE_INVALID'
  | 'DHCP6_FIELD_INVALID'
  | 'TFTP_FIELD_INVALID'
  | 'CPIO_PATH_INVALID'
  | 'CPIO_ENTRY_INVALID'
  | 'CPIO_FIELD_RANGE'
  | 'CPIO_FILE_TOO_LARGE'
  | 'CPIO_LINK_INCOMPLETE'
  | 'CPIO_FINISHED';

/**
 * A value that cannot be put into the asked format. Recognise it by `code`, not by `instanceof`: two copies of this
 * package may be installed.
 */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: WireErrorCode;
  /** What the caller can do about it, as a sentence. */
  readonly remedy: string;

  constructor(code: WireErrorCode, sentence: string, remedy: string) {
    super(sentence);
    this.code = code;
    this.remedy = remedy;
  }
}

export const dhcpMessageTooLarge = (needed: number, available: number): WireError =>
  new WireError(
    'DHCP_MESSAGE_TOO_LARGE',
    `The DHCP message needs ${needed} octets, but only ${available} are available.`,
    'Leave out options the client did not ask for, or shorten names and search lists.',
  );

export const dhcpOptionCodeInvalid = (code: number): WireError =>
  new WireError(
    'DHCP_OPTION_CODE_INVALID',
    `DHCP option ${code} cannot be written.`,
    'Use whole codes from 1 to 254 other than 52 (option overload, which belongs to the packet, not to the message).',
  );

export const dhcpChaddrInvalid = (length: number, hlen: number): WireError =>
  new WireError(
    'DHCP_CHADDR_INVALID',
    `chaddr has ${length} octets while hlen says ${hlen}.`,
    'Make both equal and at most 16; InfiniBand clients use hlen 0 and option 61 (RFC 4390).',
  );

export const dhcpFieldTooLong = (field: 'sname' | 'file', limit: number): WireError =>
  new WireError(
    'DHCP_FIELD_TOO_LONG',
    `The BOOTP ${field} field holds at most ${limit} octets of text.`,
    `Leave ${field} empty and send the long text in option ${field === 'file' ? 67 : 66}.`,
  );

export const dhcpValueInvalid = (type: string, value: string, allowed: string): WireError =>
  new WireError('DHCP_VALUE_INVALID', `${value} is not a valid ${type}.`, `Give ${allowed}.`);

export const dhcp6FieldInvalid = (field: string, value: string, allowed: string): WireError =>
  new WireError('DHCP6_FIELD_INVALID', `${value} is not a valid DHCPv6 ${field}.`, `Give ${allowed}.`);

export const tftpFieldInvalid = (field: string, value: string, allowed: string): WireError =>
  new WireError('TFTP_FIELD_INVALID', `${value} is not a valid TFTP ${field}.`, `Give ${allowed}.`);

export const cpioPathInvalid = (path: string): WireError =>
  new WireError(
    'CPIO_PATH_INVALID',
    `${JSON.stringify(path)} cannot be the name of an archive member.`,
    'Use a relative path without "..", without NUL and other than "TRAILER!!!", of at most 4095 octets.',
  );

export const cpioEntryInvalid = (path: string, problem: string, remedy: string): WireError =>
  new WireError('CPIO_ENTRY_INVALID', `The archive member ${JSON.stringify(path)} ${problem}.`, remedy);

export const cpioFieldRange = (path: string, field: string, value: number): WireError =>
  new WireError(
    'CPIO_FIELD_RANGE',
    `The ${field} ${value} of ${JSON.stringify(path)} does not fit the eight hexadecimal digits of a newc header.`,
    `Give a whole ${field} from 0 to 4294967295.`,
  );

export const cpioFileTooLarge = (path: string, size: number): WireError =>
  new WireError(
    'CPIO_FILE_TOO_LARGE',
    `${JSON.stringify(path)} has ${size} octets; a newc archive member holds at most 4294967295.`,
    'Leave the file out of the image and provide it from a disk or a network file system.',
  );

export const cpioLinkIncomplete = (key: string, seen: number, count: number): WireError =>
  new WireError(
    'CPIO_LINK_INCOMPLETE',
    `Of the hard-linked file ${JSON.stringify(key)} ${seen} of ${count} names were written, so its content is missing.`,
    'Set hardLink.count to the number of its names within the archive, not to the link count of the file system.',
  );

export const cpioFinished = (): WireError =>
  new WireError('CPIO_FINISHED', 'The archive already has its trailer.', 'Start a new CpioWriter for a new archive.');
