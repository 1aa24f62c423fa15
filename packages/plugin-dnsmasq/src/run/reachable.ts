import { stat } from 'node:fs/promises';
import path from 'node:path';
import { dnsmasqErrors } from '../errors.ts';

/**
 * dnsmasq reads its host and option files after it has become another user, and merely logs when it cannot.
 * @throws MusterError `DNSMASQ_FOLDER_HIDDEN`
 */
export async function assertReachable(folder: string, user: string, uid = process.getuid?.()): Promise<void> {
  // Only root becomes another user.
  if (uid !== 0 || user === 'root') return;
  for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
    // What is not there yet is made so that everybody may enter it.
    const there = await stat(at).catch(() => undefined);
    if (there !== undefined && (there.mode & 0o001) === 0) throw dnsmasqErrors.folderHidden(at, user);
  }
}
