import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { link, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateHostKey, type HostKeyType, hostKeyTypes } from './generate.ts';
import type { HostKey } from './types.ts';

const PRIVATE_KEY = /^ssh_host_([a-z0-9]+)_key$/;

/** Types whose private key is missing. An empty file counts as missing: it is what a crash of the machine may leave. */
export function missingTypes(folder: string): HostKeyType[] {
  return hostKeyTypes.filter((type) => {
    const facts = statSync(path.join(folder, `ssh_host_${type}_key`), { throwIfNoEntry: false });
    return facts === undefined || facts.size === 0;
  });
}

/**
 * Makes one pair. Of several processes doing so at once one wins, by the exclusive link of the private key, and only
 * the winner writes the public one. Returns whether this call won.
 */
export async function makeHostKey(folder: string, type: HostKeyType, comment: string): Promise<boolean> {
  const key = await generateHostKey(type, comment);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, `ssh_host_${type}_key`);
  const temporary = path.join(folder, `.${type}.${randomUUID()}`);
  try {
    await removeEmpty(file);
    await writeFile(temporary, key.privateKey, { mode: 0o600, flag: 'wx' });
    if (!(await linked(temporary, file))) return false;
    await rm(temporary);
    await writeFile(temporary, key.publicKey, { mode: 0o600, flag: 'wx' });
    await rename(temporary, `${file}.pub`);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** All pairs of a folder by type, ed25519 first; none when there is no folder. */
export function readHostKeys(folder: string): readonly HostKey[] {
  const keys: HostKey[] = [];
  for (const name of namesIn(folder).sort().reverse()) {
    const type = PRIVATE_KEY.exec(name)?.[1];
    if (type === undefined) continue;
    const privateKey = readFileSync(path.join(folder, name), 'utf8');
    if (privateKey !== '') keys.push({ type, privateKey, publicKey: publicPart(path.join(folder, `${name}.pub`)) });
  }
  return keys.sort((a, b) => rank(a.type) - rank(b.type));
}

function rank(type: string): number {
  const index = (hostKeyTypes as readonly string[]).indexOf(type);
  return index === -1 ? hostKeyTypes.length : index;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function publicPart(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return '';
    throw error;
  }
}

async function removeEmpty(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === 0) await rm(file, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
