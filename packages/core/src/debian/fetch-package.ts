import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { debianErrors } from '../errors/debian.ts';
import type { OnProgress } from '../image/types.ts';
import { debianArchive } from './archive.ts';

export interface FetchOptions {
  /** Binary package name; `name:arch` for another architecture. */
  readonly name: string;
  /** Codename of the release, e.g. `trixie`. */
  readonly release: string;
  /** Folder that afterwards holds the package's files, replaced as a whole. */
  readonly into: string;
  readonly onProgress?: OnProgress;
}

/**
 * Downloads one package of another Debian release through an apt configuration of its own and unpacks it: nothing is
 * installed and the machine's apt state is not touched. Signatures are checked by apt. Returns the package's version.
 */
export async function fetchDebianPackage({ name, release, into, onProgress }: FetchOptions): Promise<string> {
  const work = await mkdtemp(path.join(os.tmpdir(), 'muster-apt-'));
  // apt drops to the user _apt for downloads, which has to get into the folder.
  await chmod(work, 0o755);
  try {
    const apt = await privateApt(work, release, name.split(':')[1]);
    onProgress?.({ step: `reading the package list of ${release}` });
    await apt(['update']);
    onProgress?.({ step: `downloading ${name}` });
    await apt(['download', name]);
    const file = (await readdir(work)).find((entry) => entry.endsWith('.deb'));
    if (file === undefined) throw debianErrors.packageMissing(name, release);
    const unpacked = path.join(work, 'unpacked');
    const { execa } = await import('execa');
    await execa('dpkg-deb', ['-x', path.join(work, file), unpacked]);
    await replaceFolder(unpacked, into);
    return (await execa('dpkg-deb', ['-f', path.join(work, file), 'Version'])).stdout;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function privateApt(work: string, release: string, arch: string | undefined) {
  const { uri, signedBy } = await debianArchive();
  const folders = ['lists/partial', 'cache/archives/partial', 'parts'];
  for (const folder of folders) await mkdir(path.join(work, folder), { recursive: true });
  const options = signedBy === undefined ? '' : `[signed-by=${signedBy}] `;
  await writeFile(path.join(work, 'sources.list'), `deb ${options}${uri} ${release} main\n`);
  await writeFile(path.join(work, 'status'), '');
  const settings = {
    'Dir::Etc::sourcelist': path.join(work, 'sources.list'),
    'Dir::Etc::sourceparts': path.join(work, 'parts'),
    'Dir::State::lists': path.join(work, 'lists'),
    'Dir::State::status': path.join(work, 'status'),
    'Dir::Cache': path.join(work, 'cache'),
    'APT::Get::List-Cleanup': '0',
    'Acquire::Languages': 'none',
    // Otherwise apt-get update only warns when it reaches nothing (apt.conf(5)).
    'APT::Update::Error-Mode': 'any',
    ...(arch === undefined ? {} : { 'APT::Architectures': arch, 'APT::Architecture': arch }),
  };
  const flags = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  const { execa } = await import('execa');
  return async (args: readonly string[]): Promise<void> => {
    try {
      await execa('apt-get', [...flags, '-q', ...args], { cwd: work });
    } catch (error) {
      throw debianErrors.aptFailed(args.join(' '), release, error);
    }
  };
}

async function replaceFolder(from: string, into: string): Promise<void> {
  await mkdir(path.dirname(into), { recursive: true });
  await rm(`${into}.new`, { recursive: true, force: true });
  await cp(from, `${into}.new`, { recursive: true, verbatimSymlinks: true });
  await rm(into, { recursive: true, force: true });
  await rename(`${into}.new`, into);
}
