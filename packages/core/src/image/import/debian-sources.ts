import { debianArchive } from '../../debian/index.ts';

const FORMAT = '$(RELEASE)|$(COMPONENT)|$(REPO_URI)|$(ORIGIN)|$(LABEL)';

/**
 * Lines of a sources.list for `release`: what apt on this machine is configured with for it, updates and security
 * included; for another release, the archive of the running one. Throws `DEBIAN_ARCHIVE_UNKNOWN`.
 */
export async function debianSources(release: string): Promise<string[]> {
  const { execa } = await import('execa');
  const { stdout } = await execa('apt-get', ['indextargets', '--format', FORMAT, 'Created-By: Packages'], {
    reject: false,
  });
  const configured = sourcesFromTargets(stdout, release);
  return configured.length > 0 ? configured : [`deb ${(await debianArchive()).uri} ${release} main`];
}

/** The lines among apt's index targets that belong to a release; exported for tests. */
export function sourcesFromTargets(targets: string, release: string): string[] {
  const components = new Map<string, Set<string>>();
  for (const line of targets.split('\n')) {
    const [suite = '', component = '', uri = '', origin = '', label = ''] = line.split('|');
    const belongs = suite === release || suite === `${release}-updates` || suite === `${release}-security`;
    // Third-party archives use Debian's release names too.
    if (!belongs || !`${origin} ${label}`.includes('Debian')) continue;
    const key = `${uri} ${suite}`;
    components.set(key, (components.get(key) ?? new Set()).add(component));
  }
  const lines = [...components].map(([place, names]) => `deb ${place} ${[...names].join(' ')}`);
  const hasRelease = [...components.keys()].some((place) => place.endsWith(` ${release}`));
  return hasRelease ? lines : [];
}
