import { statSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { keystoreErrors } from '../errors/overlay.ts';
import { makeHostKey, missingTypes, readHostKeys } from './host-key-folder.ts';
import type { HostKey, Keystore } from './types.ts';

/** Nodes worked on at once: enough to keep libuv's four threads, which make the keys, busy. */
const PARALLEL = 8;

/** A folder changed less than this ago may change again within the same tick of the file system's clock. */
const SETTLED_MS = 100;

const NODE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

interface Cached {
  readonly stamp: string;
  readonly keys: readonly HostKey[];
}

/** Keystore below `<stateDir>/keys`: host keys of a node are in `nodes/NAME/ssh_host_TYPE_key` and `.pub`, as sshd has them. */
export function createKeystore(stateDir: string): Keystore {
  const nodes = path.join(stateDir, 'keys', 'nodes');
  const complete = new Set<string>();
  const cache = new Map<string, Cached>();

  function folderOf(node: string): string {
    if (!NODE_NAME.test(node)) throw keystoreErrors.badName(node);
    return path.join(nodes, node);
  }

  async function ensureOne(node: string): Promise<boolean> {
    const folder = folderOf(node);
    const missing = await missingTypes(folder);
    const made = [];
    for (const type of missing) made.push(await makeHostKey(folder, type, `root@${node}`));
    complete.add(node);
    cache.delete(node);
    return made.includes(true);
  }

  return {
    async ensure(names) {
      for (const name of names) folderOf(name);
      const present = new Set(await readdir(nodes).catch(() => []));
      const waiting = [...new Set(names)].filter((name) => !complete.has(name) || !present.has(name)).reverse();
      const made = new Set<string>();
      const work = async (): Promise<void> => {
        for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
          if (await ensureOne(node)) made.add(node);
      };
      try {
        await mkdir(nodes, { recursive: true, mode: 0o700 });
        await Promise.all(Array.from({ length: PARALLEL }, work));
      } catch (error) {
        throw keystoreErrors.writeFailed(nodes, error);
      }
      return names.filter((name) => made.delete(name));
    },

    hostKeys(node) {
      const folder = folderOf(node);
      const facts = statSync(folder, { bigint: true, throwIfNoEntry: false });
      if (facts === undefined) return [];
      const stamp = `${facts.ino}:${facts.ctimeNs}:${facts.mtimeNs}`;
      const known = cache.get(node);
      if (known?.stamp === stamp) return known.keys;
      const keys = Object.freeze(readHostKeys(folder));
      if (Date.now() - Number(facts.mtimeMs) > SETTLED_MS) cache.set(node, { stamp, keys });
      return keys;
    },

    async remove(node) {
      const folder = folderOf(node);
      complete.delete(node);
      cache.delete(node);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
