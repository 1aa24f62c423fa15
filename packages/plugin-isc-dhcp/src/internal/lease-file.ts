import { readFile, writeFile } from 'node:fs/promises';

/** A host that OMAPI declared or took away, as dhcpd remembers it (dhcpd.leases(5)). */
const HOST = /^host \S+ \{\n(?:[ \t].*\n)*\}\n/gm;

/**
 * Makes the lease file fit for a start. dhcpd keeps hosts it was told of over OMAPI in there and believes them over its
 * configuration, which by now may say something else: they are taken out. A file that is missing is made, empty.
 */
export async function prepareLeaseFile(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  const without = text?.replace(HOST, '') ?? '';
  if (without !== text) await writeFile(file, without);
}
