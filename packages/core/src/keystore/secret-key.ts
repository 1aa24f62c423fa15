import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keystoreErrors } from '../errors/overlay.ts';

const LENGTH = 32;

/**
 * The secret of 32 octets in `<stateDir>/keys/NAME.key` (0600), made when it is not there. Of several processes that make
 * it at once one wins and all read its key. Kept by the caller: every call reads the file.
 */
export function secretKey(stateDir: string, name: string): Uint8Array {
  const folder = path.join(stateDir, 'keys');
  const file = path.join(folder, `${name}.key`);
  const known = read(file);
  if (known !== undefined) return known;
  const temporary = path.join(folder, `.${name}.${randomUUID()}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, randomBytes(LENGTH), { mode: 0o600, flag: 'wx', flush: true });
    // What is too short to be a key is what a crash of the machine left.
    if (readLength(file) !== undefined) rmSync(file);
    linkSync(temporary, file);
  } catch (error) {
    const other = read(file);
    if (other !== undefined) return other;
    throw keystoreErrors.writeFailed(folder, error);
  } finally {
    rmSync(temporary, { force: true });
  }
  return secretKey(stateDir, name);
}

function read(file: string): Uint8Array | undefined {
  try {
    const key = readFileSync(file);
    return key.length === LENGTH ? key : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function readLength(file: string): number | undefined {
  try {
    return readFileSync(file).length;
  } catch {
    return undefined;
  }
}
