import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { acquireOptions, debianCodename, sourceKeyrings, sourceLines } from './apt.ts';
import { cached, contentKey, type Progress, printProgress } from './cache.ts';
import { debianExcludes, debianHook, debianPackages } from './debian-recipe.ts';
import { kernel } from './kernel.ts';
import { requireRoot } from './lab-error.ts';
import { run } from './process.ts';

/**
 * A small Debian of the machine's own release, made from the machine's own apt sources: systemd, udev, sshd (without host keys:
 * an overlay brings them), ifupdown, curl, dracut-core and a kernel. Root logs in on the serial line without a password.
 * Takes a minute or two the first time.
 * @returns a tar archive of the tree, under 300 MB
 */
export async function debianRoot(progress: Progress = printProgress): Promise<string> {
  requireRoot('Making a Debian image');
  const codename = await debianCodename();
  const linux = await kernel(progress);
  const key = contentKey(codename, linux.key, debianHook('', linux.version), ...debianPackages, ...debianExcludes);
  const folder = await cached('debian', `${codename}-${key}`, async (directory) => {
    progress(`making a Debian ${codename} image; this takes a minute or two`);
    const work = join(directory, 'work');
    await mkdir(work);
    const file = async (name: string, content: string, mode = 0o644): Promise<string> => {
      await writeFile(join(work, name), content, { mode });
      return join(work, name);
    };
    const sources = await file('sources.list', `${(await sourceLines(codename)).join('\n')}\n`);
    const aptOptions = ['Apt::Install-Recommends "false";', ...(await acquireOptions())];
    const args = [
      ...['--mode=root', '--variant=apt', '--verbose', `--include=${debianPackages.join(',')}`],
      `--keyring=${await trustedKeys(work)}`,
      `--aptopt=${await file('apt.conf', `${aptOptions.join('\n')}\n`)}`,
      ...debianExcludes.map((path) => `--dpkgopt=path-exclude=${path}`),
      `--customize-hook=${await file('customize', debianHook(linux.root, linux.version), 0o755)}`,
      ...[codename, join(directory, 'root.tar'), sources],
    ];
    await run('mmdebstrap', args, {
      onErrorLine: (line) => {
        if (line.startsWith('I: ')) progress(`  ${line.slice(3)}`);
      },
    });
    await rm(work, { recursive: true });
  });
  return join(folder, 'root.tar');
}

/** One folder with every key that apt trusts here: mmdebstrap takes only one. */
async function trustedKeys(work: string): Promise<string> {
  const folder = join(work, 'keys');
  await mkdir(folder);
  const usual = '/etc/apt/trusted.gpg.d';
  const listed = (await readdir(usual).catch(() => [])).map((name) => join(usual, name));
  for (const key of [...listed, ...(await sourceKeyrings())]) await copyFile(key, join(folder, basename(key)));
  return folder;
}
