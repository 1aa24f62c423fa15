import { MusterError, messageOf } from './muster-error.ts';

/** Wording of what can go wrong while packages are taken from Debian's archive. */
export const debianErrors = {
  archiveUnknown: (codename: string): MusterError =>
    new MusterError({
      code: 'DEBIAN_ARCHIVE_UNKNOWN',
      sentence: `apt knows no archive with component main for release "${codename}"`,
      remedy:
        "run this on Debian with a working apt configuration, or copy the files by hand into the plugin's folders",
    }),
  aptFailed: (what: string, release: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'DEBIAN_APT_FAILED',
      sentence: `apt-get ${what} failed for release ${release}: ${messageOf(cause)}`,
      remedy: 'check the network and the release name; the installed packages were not touched',
      cause,
    }),
  packageMissing: (name: string, release: string): MusterError =>
    new MusterError({
      code: 'DEBIAN_PACKAGE_MISSING',
      sentence: `package ${name} of release ${release} was not downloaded`,
      remedy: 'check the package name and the release',
    }),
};
