import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Architecture, aptOptions } from './foreign-apt.ts';
import { LabError } from './lab-error.ts';
import { run } from './process.ts';

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly depends: string;
}

/**
 * What apt would install.
 * @throws {LabError} `LAB_NO_PACKAGE`
 */
export async function candidate(name: string, architecture: Architecture = 'amd64'): Promise<DebianPackage> {
  const options = await aptOptions(architecture);
  const { stdout } = await run('apt-cache', [...options, 'show', '--no-all-versions', name], { reject: false });
  const field = (key: string): string => new RegExp(`^${key}: (.*)$`, 'm').exec(stdout)?.[1] ?? '';
  if (field('Version') === '') {
    throw new LabError(
      'LAB_NO_PACKAGE',
      `apt knows no package ${name}.`,
      'Run apt-get update; the lab is made for Debian 12.',
    );
  }
  return { name, version: field('Version'), sha256: field('SHA256'), depends: field('Depends') };
}

/**
 * Downloads a package into a folder without installing it.
 * @returns the path of the .deb
 */
export async function download(name: string, directory: string, architecture: Architecture = 'amd64'): Promise<string> {
  const options = await aptOptions(architecture);
  // Root's folders are closed to apt's own user, which apt would warn about.
  await run('apt-get', [...options, '-o', 'APT::Sandbox::User=root', '-qq', 'download', name], { cwd: directory });
  const file = (await readdir(directory)).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith('.deb'));
  if (file === undefined) {
    throw new LabError(
      'LAB_NO_PACKAGE',
      `apt-get download left no ${name} in ${directory}.`,
      'Run apt-get update and try again.',
    );
  }
  return join(directory, file);
}

/** The machine's own Debian sources as one-line entries, whatever form its files have (deb822 or one-line). */
export async function sourceLines(codename: string): Promise<string[]> {
  const format = '$(REPO_URI)|$(RELEASE)|$(COMPONENT)';
  const { stdout } = await run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const lines = new Set<string>();
  for (const target of stdout.split('\n')) {
    const [uri = '', release = '', component = ''] = target.split('|');
    if (release === codename || release.startsWith(`${codename}-`)) lines.add(`deb ${uri} ${release} ${component}`);
  }
  if (lines.size === 0) {
    throw new LabError(
      'LAB_NO_SOURCES',
      `apt has no source for ${codename}.`,
      'Check /etc/apt/sources.list and sources.list.d.',
    );
  }
  return [...lines];
}

/** Keys that the machine's sources name (`Signed-By:`, `[signed-by=…]`). */
export async function sourceKeyrings(): Promise<string[]> {
  const folder = '/etc/apt/sources.list.d';
  const listed = await readdir(folder).catch(() => []);
  const files = [
    '/etc/apt/sources.list',
    ...listed.filter((name) => /\.(list|sources)$/.test(name)).map((name) => join(folder, name)),
  ];
  const keyrings = new Set<string>();
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    for (const [, key] of text.matchAll(/signed-by(?::\s*|=)(\/[^\s\],]+)/gi)) if (key !== undefined) keyrings.add(key);
  }
  return [...keyrings];
}

/** How the machine reaches its sources (proxies, certificates, date checks), as lines of apt.conf(5). */
export async function acquireOptions(): Promise<string[]> {
  const { stdout } = await run('apt-config', ['dump']);
  return stdout
    .split('\n')
    .filter((line) => /^Acquire::(https?|Check|Retries|Max-ValidTime|ForceIPv)/i.test(line) && !line.endsWith(' "";'));
}

/** `bookworm`, from os-release(5). */
export async function debianCodename(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(text)?.[1];
  if (codename === undefined || !/^ID=debian$/m.test(text)) {
    throw new LabError(
      'LAB_NOT_DEBIAN',
      'This machine does not run Debian.',
      'Run the lab on Debian 12, in a container for instance.',
    );
  }
  return codename;
}
