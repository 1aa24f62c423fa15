import path from 'node:path';

/** Where a system-wide configuration lies. */
export const SYSTEM_FOLDER = '/etc/muster';

/** Names a configuration may have, the one that wins first. */
export const FILE_NAMES = ['ts', 'mts', 'js', 'mjs', 'cjs', 'yaml', 'yml', 'json'].map(
  (ending) => `muster.config.${ending}`,
);

/** Places below the current folder, in the order they are looked at. */
export const LOCAL_PLACES = [
  ...FILE_NAMES,
  ...FILE_NAMES.map((name) => `.config/${name.replace('.config', '')}`),
  'package.json',
];

const SYSTEM_STATE = '/var/lib/muster';

/** Folder that relative paths and plugin names start from: the file's, or the one around `.config`. */
export function configFolder(file: string): string {
  const folder = path.dirname(file);
  return path.basename(folder) === '.config' ? path.dirname(folder) : folder;
}

/** Folder of images, blobs, keys and leases for the `paths.state` of a configuration. */
export function stateFolder(file: string | undefined, folder: string, given: string | undefined): string {
  const inEtc = file !== undefined && path.dirname(file) === SYSTEM_FOLDER;
  return path.resolve(folder, given ?? (inEtc ? SYSTEM_STATE : 'state'));
}
