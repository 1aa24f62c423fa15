import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { debianErrors } from '../errors/debian.ts';

/** Where this machine gets Debian's packages from. */
export interface DebianArchive {
  /** Repository URI as apt has it. */
  readonly uri: string;
  /** Key file of package debian-archive-keyring; undefined without it: apt's trusted keys. */
  readonly signedBy: string | undefined;
}

const FORMAT = '$(RELEASE)|$(COMPONENT)|$(REPO_URI)';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Asks apt for the archive of the running release, whichever style its source files are in. Throws DEBIAN_ARCHIVE_UNKNOWN. */
export async function debianArchive(): Promise<DebianArchive> {
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1];
  const { execa } = await import('execa');
  const { stdout } = await execa('apt-get', ['indextargets', '--format', FORMAT, 'Created-By: Packages']);
  for (const line of stdout.split('\n')) {
    const [release, component, uri] = line.split('|');
    if (release !== codename || component !== 'main' || uri === undefined) continue;
    return { uri, signedBy: existsSync(KEYRING) ? KEYRING : undefined };
  }
  throw debianErrors.archiveUnknown(codename ?? 'unknown');
}
