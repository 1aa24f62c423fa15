import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { readCpio } from '@muster/wire';

/** Digests of the members of an archive; throws when one is not what it is named after. */
export function readMembers(archive: Buffer): ReadonlySet<string> {
  const digests = new Set<string>();
  for (const { path, data } of readCpio(gunzipSync(archive)).entries) {
    const digest = createHash('sha256').update(data).digest('hex');
    if (digest !== path) throw new Error(`member ${path} has the digest ${digest}`);
    digests.add(digest);
  }
  return digests;
}
