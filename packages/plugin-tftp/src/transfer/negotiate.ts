import { BLKSIZE_DEFAULT, encodeTftp, readTftpOptions, type TftpOptions, writeTftpOptions } from '@muster/wire';

/** What server and client agree on for one transfer. */
export interface Agreement {
  /** Octets of a DATA block. */
  readonly blksize: number;
  /** Blocks before an ACK. */
  readonly windowsize: number;
  /** Milliseconds before sending again, when the client asked for a time of its own. */
  readonly timeoutMs: number | undefined;
  /** The client asks how long the content is. */
  readonly wantsSize: boolean;
  /** The OACK to send once the length is known; undefined when the client asked for nothing known (RFC 2347). */
  oack(size: number): Uint8Array | undefined;
}

export interface Limits {
  readonly maxBlockSize: number;
  readonly maxWindowSize: number;
}

/** Answers the options of a read request: as asked, or less where RFC 2348 and 7440 allow the server to say less. */
export function negotiate(requested: ReadonlyMap<string, string>, limits: Limits): Agreement {
  const wanted = readTftpOptions(requested);
  const blksize = wanted.blksize === undefined ? undefined : Math.min(wanted.blksize, limits.maxBlockSize);
  const windowsize = wanted.windowsize === undefined ? undefined : Math.min(wanted.windowsize, limits.maxWindowSize);
  return {
    blksize: blksize ?? BLKSIZE_DEFAULT,
    windowsize: windowsize ?? 1,
    timeoutMs: wanted.timeout === undefined ? undefined : wanted.timeout * 1000,
    wantsSize: wanted.tsize !== undefined,
    oack: (size) => {
      const agreed: TftpOptions = {
        ...(blksize === undefined ? {} : { blksize }),
        ...(windowsize === undefined ? {} : { windowsize }),
        ...(wanted.timeout === undefined ? {} : { timeout: wanted.timeout }),
        ...(wanted.tsize === undefined ? {} : { tsize: size }),
      };
      const options = writeTftpOptions(agreed);
      return options.size === 0 ? undefined : encodeTftp({ op: 'OACK', options });
    },
  };
}
