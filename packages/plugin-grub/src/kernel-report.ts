import { quoted } from './words.ts';

/**
 * Tells the server that `linux` failed: the number of the error, and whether GRUB is locked down as it is under Secure Boot
 * alone. `source` is the one command that fetches without a result; what it gets is a comment.
 */
export function kernelReport(wwid: string, token: string | undefined): string {
  const proof = token === undefined ? '' : `&token=${token}`;
  const path = `/v1/report/${wwid}?stage=kernel&outcome=failed${proof}&error=`;
  return `source "$muster_base"${quoted(path)}"$?&lockdown=$lockdown"`;
}
