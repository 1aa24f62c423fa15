import { MusterError, messageOf, type Where } from './muster-error.ts';

/** Wording of everything that can go wrong between an overlay on disk and the archive a node gets. */
export const overlayErrors = {
  unreadable: (overlay: string, file: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'OVERLAY_UNREADABLE',
      sentence: `overlay "${overlay}" cannot be read: ${messageOf(cause)}`,
      remedy: 'let the user Muster runs as read the overlay, or take it out of the overlay folder',
      where: { file },
      cause,
    }),
  badName: (overlay: string, folder: string): MusterError =>
    new MusterError({
      code: 'OVERLAY_NAME_INVALID',
      sentence: `"${overlay}" is not a name for an overlay`,
      remedy: 'rename the folder: letters, digits and - . _ : are allowed, and the first is a letter or digit',
      where: { file: folder },
    }),
  noRootfs: (overlay: string, folder: string): MusterError =>
    new MusterError({
      code: 'OVERLAY_ROOTFS_MISSING',
      sentence: `overlay "${overlay}" has no folder "rootfs"`,
      remedy: 'put the files for the node below rootfs/, e.g. rootfs/etc/motd',
      where: { file: folder },
    }),
  specialFile: (overlay: string, file: string, what: string): MusterError =>
    new MusterError({
      code: 'OVERLAY_SPECIAL_FILE',
      sentence: `overlay "${overlay}" holds a ${what}; only files, directories and symbolic links can be delivered`,
      remedy: 'remove it from the overlay; have a script in /etc/muster/init.d make it on the node',
      where: { file },
    }),
  badManifest: (overlay: string, where: Where, reason: string): MusterError =>
    new MusterError({
      code: 'OVERLAY_MANIFEST_INVALID',
      sentence: `overlay.yaml of overlay "${overlay}": ${reason}`,
      remedy:
        'correct it; it may hold "summary" and "files", the latter mapping paths or globs to mode ("0600"), uid and gid',
      where,
    }),
  unknown: (node: string, overlay: string, nearest: string | undefined): MusterError =>
    new MusterError({
      code: 'OVERLAY_UNKNOWN',
      sentence: `node "${node}" lists overlay "${overlay}", which does not exist`,
      remedy: `${nearest === undefined ? '' : `did you mean "${nearest}"? `}"muster overlay list" shows all overlays; correct the node or its profile, or make the overlay`,
    }),
  template: (overlay: string, node: string, where: Where, reason: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'OVERLAY_TEMPLATE_FAILED',
      sentence: `template of overlay "${overlay}" failed for node "${node}": ${reason}`,
      remedy: `correct the template; "muster overlay render ${node}" shows what it gives`,
      where,
      cause,
    }),
  outsideRoot: (what: string, path: string): MusterError =>
    new MusterError({
      code: 'OVERLAY_PATH_OUTSIDE',
      sentence: `"${path}" lies outside ${what}`,
      remedy: 'use a path that stays inside',
    }),
};

/** Wording of what can go wrong with keys of nodes. */
export const keystoreErrors = {
  badName: (node: string): MusterError =>
    new MusterError({
      code: 'KEYSTORE_NODE_NAME_INVALID',
      sentence: `"${node}" cannot have keys: it is not a node name`,
      remedy: 'use letters, digits and - . _ , with a letter or digit first',
    }),
  writeFailed: (folder: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'KEYSTORE_WRITE_FAILED',
      sentence: `keys of nodes cannot be written: ${messageOf(cause)}`,
      remedy: 'let the user Muster runs as write the state directory, and see that its file system has room',
      where: { file: folder },
      cause,
    }),
};
