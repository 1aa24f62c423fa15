import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { keystoreErrors } from '../errors/overlay.ts';
import { type HostKeyType, hostKeyTypes } from './generate.ts';
import { makeHostKey, missingTypes, readHostKeys } from './host-key-folder.ts';
import type { HostKey, Keystore } from './types.ts';

/** Nodes worked on at once: enough to keep libuv's four threads, which make the keys, busy. */
const PARALLEL = 8;

/** Nodes looked at in one turn of the event loop, some tens of microseconds each. */
const LOOKS = 100;

/** A folder changed less than this ago may change again within the same tick of the file system's clock. */
const SETTLED_MS = 100;

/** Fewer nodes than this are looked up one by one, without reading the folder of all: a booting one asks for its own. */
const FEW = 10;

const NODE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

interface Incomplete {
  readonly node: string;
  readonly missing: readonly HostKeyType[];
}

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

  /** What is to be made. Looked up in place, some hundred nodes a turn: asking through libuv's threads takes twenty times as long. */
  async function incomplete(names: ReadonlySet<string>): Promise<Incomplete[]> {
    const present =
      names.size <= FEW
        ? new Set([...names].filter((name) => existsSync(folderOf(name))))
        : new Set(await readdir(nodes).catch(() => []));
    const found: Incomplete[] = [];
    let looked = 0;
    for (const node of names) {
      if (complete.has(node) && present.has(node)) continue;
      if (++looked % LOOKS === 0) await new Promise(setImmediate);
      const missing = present.has(node) ? missingTypes(folderOf(node)) : hostKeyTypes;
      if (missing.length === 0) complete.add(node);
      else found.push({ node, missing });
    }
    return found;
  }

  async function makeMissing({ node, missing }: Incomplete): Promise<boolean> {
    let made = false;
    for (const type of missing) made = (await makeHostKey(folderOf(node), type, `root@${node}`)) || made;
    complete.add(node);
    cache.delete(node);
    return made;
  }

  return {
    async ensure(names) {
      if (names.length === 0) return [];
      for (const name of names) folderOf(name);
      const made = new Set<string>();
      try {
        const waiting = (await incomplete(new Set(names))).reverse();
        if (waiting.length === 0) return [];
        await mkdir(nodes, { recursive: true, mode: 0o700 });
        const work = async (): Promise<void> => {
          for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
            if (await makeMissing(next)) made.add(next.node);
        };
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
