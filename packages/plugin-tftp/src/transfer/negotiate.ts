import { BLKSIZE_DEFAULT, encodeTftp, readTftpOptions, type TftpOptions, writeTftpOptions } from '@muster/wire';

/** What server and client agree on for one transfer. */
export interface Agreement {
  /** Octets of a DATA block. */
  readonly blksize: number;
  /** Blocks before an ACK. */
  readonly windowsize: number;
  /** Milliseconds before sending again, when the client asked for a time of its own. */
  readonly timeoutMs: number | undefined;
  /** The OACK to send once the length is known; undefined when the client asked for nothing known (RFC 2347). */
  oack(size: number): Uint8Array | undefined;
}

const MAX_TIMEOUT_SECONDS = 8;

export interface Limits {
  readonly maxBlockSize: number;
  readonly maxWindowSize: number;
}

/** Answers the options of a read request: as asked, or less where RFC 2348 and 7440 allow the server to say less. */
export function negotiate(requested: ReadonlyMap<string, string>, limits: Limits): Agreement {
  const wanted = readTftpOptions(requested);
  const blksize = wanted.blksize === undefined ? undefined : Math.min(wanted.blksize, limits.maxBlockSize);
  const windowsize = wanted.windowsize === undefined ? undefined : Math.min(wanted.windowsize, limits.maxWindowSize);
  // A server may leave it out (RFC 2349): a dead transfer would be kept for half an hour.
  const timeout = (wanted.timeout ?? Infinity) > MAX_TIMEOUT_SECONDS ? undefined : wanted.timeout;
  return {
    blksize: blksize ?? BLKSIZE_DEFAULT,
    windowsize: windowsize ?? 1,
    timeoutMs: timeout === undefined ? undefined : timeout * 1000,
    oack: (size) => {
      const agreed: TftpOptions = {
        ...(blksize === undefined ? {} : { blksize }),
        ...(windowsize === undefined ? {} : { windowsize }),
        ...(timeout === undefined ? {} : { timeout }),
        ...(wanted.tsize === undefined ? {} : { tsize: size }),
      };
      const options = writeTftpOptions(agreed);
      return options.size === 0 ? undefined : encodeTftp({ op: 'OACK', options });
    },
  };
}
