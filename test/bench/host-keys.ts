import { link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeystore } from '@muster/core';
import { nameOf, nodeNumbers } from './cluster.ts';

/**
 * Gives all nodes the ssh host keys of one, by hard links. A server makes the keys of new nodes beside its work; ten
 * thousand pairs take minutes, which every start with a fresh state would spend beside what is measured.
 */
export async function giveHostKeys(state: string): Promise<void> {
  const [first = 0, ...others] = nodeNumbers();
  await createKeystore(state).ensure([nameOf(first)]);
  const folder = (node: number): string => join(state, 'keys', 'nodes', nameOf(node));
  const names = ['ed25519', 'ecdsa'].flatMap((type) => [`ssh_host_${type}_key`, `ssh_host_${type}_key.pub`]);
  for (const node of others) {
    await mkdir(folder(node), { mode: 0o700 });
    await Promise.all(names.map((name) => link(join(folder(first), name), join(folder(node), name))));
  }
}
