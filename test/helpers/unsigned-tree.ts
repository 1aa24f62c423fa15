import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { tinyRoot } from '../lab/index.ts';
import { copyTree } from './site.ts';

/** A copy of the tiny tree whose kernels nobody signed. */
export async function unsignedTree(): Promise<string> {
  const tree = await copyTree(await tinyRoot());
  const folder = path.join(tree, 'boot');
  const kernels = (await readdir(folder)).filter((name) => name.startsWith('vmlinuz-'));
  if (kernels.length === 0) throw new Error(`there is no kernel in ${folder}`);
  for (const kernel of kernels) await execa('sbattach', ['--remove', path.join(folder, kernel)]);
  return tree;
}
