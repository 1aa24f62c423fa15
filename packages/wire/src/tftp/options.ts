import { tftpFieldInvalid } from '../errors.ts';

/** Smallest block size in octets (RFC 2348). */
export const BLKSIZE_MIN = 8;
/** Largest block size in octets: what IPv4 and UDP leave of 65535 (RFC 2348). */
export const BLKSIZE_MAX = 65464;
/** Shortest retransmission timeout in seconds (RFC 2349). */
export const TIMEOUT_MIN = 1;
/** Longest retransmission timeout in seconds (RFC 2349). */
export const TIMEOUT_MAX = 255;
/** Smallest window in blocks, the lockstep of RFC 1350 (RFC 7440). */
export const WINDOWSIZE_MIN = 1;
/** Largest window in blocks (RFC 7440). */
export const WINDOWSIZE_MAX = 65535;
/** Block size when nothing is negotiated (RFC 1350). */
export const BLKSIZE_DEFAULT = 512;

/** The options this codec knows. */
export interface TftpOptions {
  /** Octets of a DATA block (RFC 2348). */
  readonly blksize?: number;
  /** Seconds between retransmissions (RFC 2349). A server may only agree to it or leave it out. */
  readonly timeout?: number;
  /** Octets of the file; 0 in a read request asks for it (RFC 2349). */
  readonly tsize?: number;
  /** Blocks sent before an ACK is awaited (RFC 7440). */
  readonly windowsize?: number;
}

const LIMITS = {
  blksize: [BLKSIZE_MIN, BLKSIZE_MAX],
  timeout: [TIMEOUT_MIN, TIMEOUT_MAX],
  tsize: [0, Number.MAX_SAFE_INTEGER],
  windowsize: [WINDOWSIZE_MIN, WINDOWSIZE_MAX],
} as const;

const NAMES = ['blksize', 'timeout', 'tsize', 'windowsize'] as const;

/**
 * The known options of a request or OACK. Unknown names and unusable values are left out, as a server leaves out of
 * its OACK what it does not accept (RFC 2347). `blksize` and `windowsize` above their maximum count as the maximum,
 * because a server may answer with less than was asked.
 */
export function readTftpOptions(options: ReadonlyMap<string, string>): TftpOptions {
  const known: { -readonly [Name in keyof TftpOptions]: TftpOptions[Name] } = {};
  for (const name of NAMES) {
    const text = options.get(name);
    if (text === undefined || !/^\d{1,15}$/.test(text)) continue;
    const [minimum, maximum] = LIMITS[name];
    const value = Number(text);
    const negotiable = name === 'blksize' || name === 'windowsize';
    if (value < minimum || (value > maximum && !negotiable)) continue;
    known[name] = Math.min(value, maximum);
  }
  return known;
}

/**
 * Options in the form a request or OACK carries them. Throws {@link WireError} `TFTP_FIELD_INVALID` for a value
 * outside the limits.
 */
export function writeTftpOptions(options: TftpOptions): Map<string, string> {
  const written = new Map<string, string>();
  for (const name of NAMES) {
    const value = options[name];
    if (value === undefined) continue;
    const [minimum, maximum] = LIMITS[name];
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw tftpFieldInvalid(name, String(value), `a whole number from ${minimum} to ${maximum}`);
    }
    written.set(name, String(value));
  }
  return written;
}
