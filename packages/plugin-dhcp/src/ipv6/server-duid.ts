import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { uuidDuid } from '@muster/wire';
import { dhcpErrors } from '../errors.ts';

/**
 * The DUID of this server, `<state>/dhcp/server-duid`: made once, a DUID-UUID (RFC 6355), because it has to stay the same when
 * cards and addresses change (RFC 8415 §11).
 * @throws MusterError `DHCP_DUID_UNUSABLE`
 */
export async function serverDuid(stateFolder: string): Promise<Uint8Array> {
  const file = join(stateFolder, 'dhcp', 'server-duid');
  try {
    const kept = await readFile(file, 'utf8').catch(() => '');
    if (/^[0-9a-f]{36}$/.test(kept.trim())) return Buffer.from(kept.trim(), 'hex');
    const made = uuidDuid(randomBytes(16));
    await mkdir(dirname(file), { recursive: true, mode: 0o750 });
    await writeFile(file, `${Buffer.from(made).toString('hex')}\n`, { mode: 0o640 });
    return made;
  } catch (error) {
    throw dhcpErrors.duidUnusable(file, error);
  }
}
