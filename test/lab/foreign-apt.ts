import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from './cache.ts';
import { run } from './process.ts';

/** Debian's names. The machine itself is an amd64. */
export type Architecture = 'amd64' | 'arm64';

const updates = new Map<Architecture, Promise<readonly string[]>>();

/**
 * Options by which apt works with packages of this architecture, from the machine's own sources: none for its own. Another's
 * package lists are kept in the cache and brought up to date once in a run, as well as that goes.
 */
export function aptOptions(architecture: Architecture): Promise<readonly string[]> {
  if (architecture === 'amd64') return Promise.resolve([]);
  const update = updates.get(architecture) ?? updated(architecture);
  updates.set(architecture, update);
  return update;
}

async function updated(architecture: Architecture): Promise<readonly string[]> {
  const folder = join(cacheDirectory(), `apt-${architecture}`);
  for (const name of ['lists/partial', 'archives/partial']) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'status'), '');
  const settings = [
    `Dir::State::Lists=${join(folder, 'lists')}`,
    `Dir::State::status=${join(folder, 'status')}`,
    `Dir::Cache=${folder}`,
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
  ];
  const options = settings.flatMap((setting) => ['-o', setting]);
  await run('apt-get', [...options, '-qq', 'update'], { reject: false });
  return options;
}
