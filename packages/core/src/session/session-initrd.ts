import { gzipSync } from 'node:zlib';
import { FileType, packCpio } from '@muster/wire';

/** What a booting or running node knows of its boot. Empty texts for what there is none of. */
export interface SessionFacts {
  readonly node: string;
  readonly boot: string;
  /** Base URL of the server, without trailing slash. */
  readonly url: string;
  /** The node's segment in paths of the server. */
  readonly wwid: string;
  readonly token: string;
  readonly runToken: string;
}

/** Where the initrd has it; what starts the real root moves it to `/run/muster/session.env`. */
export const SESSION_FILE = '/muster/session.env';

/** A shell fragment that sets the facts as variables. */
export function sessionEnv({ node, boot, url, wwid, token, runToken }: SessionFacts): string {
  const variables = {
    MUSTER_NODE: node,
    MUSTER_BOOT: boot,
    MUSTER_URL: url,
    MUSTER_WWID: wwid,
    MUSTER_TOKEN: token,
    MUSTER_RUN_TOKEN: runToken,
  };
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');
}

/**
 * The archive a loader hands the kernel: a folder (0700) with one file (0600). It is gzipped although tiny: the kernel finds
 * a compressed archive wherever the one before it ends, a plain one only at a multiple of four octets, and not every
 * loader pads (Linux init/initramfs.c).
 */
export function sessionInitrd(facts: SessionFacts): Uint8Array {
  const [, folder = '', file = ''] = SESSION_FILE.split('/');
  const data = Buffer.from(sessionEnv(facts), 'utf8');
  const archive = packCpio([
    { path: folder, mode: FileType.directory | 0o700 },
    { path: `${folder}/${file}`, mode: FileType.regular | 0o600, data },
  ]);
  return gzipSync(archive, { level: 1 });
}
