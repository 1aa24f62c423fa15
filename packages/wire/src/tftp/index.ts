export { decodeTftp, peekTftpAck, type TftpDecodeReason, type TftpDecodeResult } from './decode.ts';
export { DATA_HEADER_SIZE, encodeTftp, writeDataHeader } from './encode.ts';
export {
  BLKSIZE_DEFAULT,
  BLKSIZE_MAX,
  BLKSIZE_MIN,
  readTftpOptions,
  TIMEOUT_MAX,
  TIMEOUT_MIN,
  type TftpOptions,
  WINDOWSIZE_MAX,
  WINDOWSIZE_MIN,
  writeTftpOptions,
} from './options.ts';
export {
  Opcode as TftpOpcode,
  type TftpAck,
  type TftpData,
  type TftpError,
  TftpErrorCode,
  type TftpMode,
  type TftpOptionAck,
  type TftpPacket,
  type TftpRequest,
} from './packet.ts';
