/** Opcodes (RFC 1350 §5, OACK RFC 2347). */
export const Opcode = Object.freeze({ RRQ: 1, WRQ: 2, DATA: 3, ACK: 4, ERROR: 5, OACK: 6 });

/** Error codes (RFC 1350 appendix, 8 from RFC 2347). */
export const TftpErrorCode = Object.freeze({
  notDefined: 0,
  fileNotFound: 1,
  accessViolation: 2,
  diskFull: 3,
  illegalOperation: 4,
  unknownTransferId: 5,
  fileExists: 6,
  noSuchUser: 7,
  optionNegotiation: 8,
});

/** Transfer modes; `mail` is obsolete. */
export type TftpMode = 'netascii' | 'octet' | 'mail';

/** RRQ reads a file from the server, WRQ writes one to it. */
export interface TftpRequest {
  readonly op: 'RRQ' | 'WRQ';
  readonly filename: string;
  readonly mode: TftpMode;
  /** Options as sent, names in lower case; {@link readTftpOptions} gives the known ones as numbers. */
  readonly options: ReadonlyMap<string, string>;
}

/** One block; a block shorter than the block size ends the transfer. */
export interface TftpData {
  readonly op: 'DATA';
  /** 0 to 65535; block numbers of a long transfer wrap to 0. */
  readonly block: number;
  /** View into a decoded packet. */
  readonly data: Uint8Array;
}

/** All blocks up to this one have arrived; 0 answers an OACK. */
export interface TftpAck {
  readonly op: 'ACK';
  readonly block: number;
}

/** Ends a transfer; never answered. */
export interface TftpError {
  readonly op: 'ERROR';
  /** One of {@link TftpErrorCode}, or another number from 0 to 65535. */
  readonly code: number;
  readonly message: string;
}

/** The options a server accepts, a subset of those asked for (RFC 2347). */
export interface TftpOptionAck {
  readonly op: 'OACK';
  readonly options: ReadonlyMap<string, string>;
}

/** Any TFTP packet, told apart by `op`. */
export type TftpPacket = TftpRequest | TftpData | TftpAck | TftpError | TftpOptionAck;
