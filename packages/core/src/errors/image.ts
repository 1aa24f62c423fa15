import { MusterError, messageOf } from './muster-error.ts';

/** Code of an error about a program that is not installed. */
export const MISSING_TOOL = 'IMAGE_TOOL_MISSING';

/** Wording of everything that can go wrong with images. */
export const imageErrors = {
  nameInvalid: (name: string): MusterError =>
    new MusterError({
      code: 'IMAGE_NAME_INVALID',
      usage: true,
      sentence: `${JSON.stringify(name)} cannot be an image's name`,
      remedy: 'use up to 128 letters, digits and - . _ : with a letter or digit first',
    }),
  unknown: (name: string, known: readonly string[]): MusterError =>
    new MusterError({
      code: 'IMAGE_UNKNOWN',
      sentence: `there is no image "${name}"`,
      remedy: known.length === 0 ? 'import one: muster image import SOURCE NAME' : `known images: ${known.join(', ')}`,
    }),
  exists: (name: string): MusterError =>
    new MusterError({
      code: 'IMAGE_EXISTS',
      sentence: `there is an image "${name}" already`,
      remedy: 'choose another name, or replace it with --force',
    }),
  recordBroken: (file: string, reason: string): MusterError =>
    new MusterError({
      code: 'IMAGE_RECORD_BROKEN',
      sentence: `the image's record cannot be read: ${reason}`,
      remedy: 'import the image again with --force, or restore the file from a backup',
      where: { file },
    }),
  sourceUnusable: (source: string, reason: string): MusterError =>
    new MusterError({
      code: 'IMAGE_SOURCE_UNUSABLE',
      sentence: `cannot import from ${source}: ${reason}`,
      remedy: 'give a folder, a tar archive (.tar .tar.gz .tar.xz .tar.zst) or debian:RELEASE[+package,package]',
    }),
  sourceHoldsStore: (source: string, stateDir: string): MusterError =>
    new MusterError({
      code: 'IMAGE_SOURCE_HOLDS_STORE',
      sentence: `${source} contains the image store ${stateDir}, so it would be copied into itself`,
      remedy: 'import a folder that does not hold paths.state, or set paths.state to another place',
    }),
  toolMissing: (tool: string, what: string, packageName: string): MusterError =>
    new MusterError({
      code: MISSING_TOOL,
      sentence: `${what} needs the program ${tool}, which is not installed`,
      remedy: `install it: apt install ${packageName}`,
    }),
  toolFailed: (tool: string, what: string, output: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'IMAGE_TOOL_FAILED',
      sentence: `${tool} failed while ${what}${output === '' ? '' : `:\n${output}`}`,
      remedy: 'mend what its output names, then run the same command again; nothing was replaced',
      cause,
    }),
  needsRoot: (what: string): MusterError =>
    new MusterError({
      code: 'IMAGE_NEEDS_ROOT',
      sentence: `${what} needs root, because an image holds files of many owners`,
      remedy: 'run the command as root (sudo)',
    }),
  noAptSource: (release: string): MusterError =>
    new MusterError({
      code: 'IMAGE_NO_APT_SOURCE',
      sentence: `apt's configuration of this machine names no Debian archive to take release "${release}" from`,
      remedy: 'add a Debian source under /etc/apt and run apt-get update, or import a tar archive instead',
    }),
  treeMissing: (name: string, folder: string): MusterError =>
    new MusterError({
      code: 'IMAGE_TREE_MISSING',
      sentence: `image "${name}" has no tree in ${folder}`,
      remedy: `import it again: muster image import --force SOURCE ${name}`,
    }),
  mounted: (name: string, mountPoint: string): MusterError =>
    new MusterError({
      code: 'IMAGE_MOUNTED',
      sentence: `image "${name}" is in use: ${mountPoint} is mounted inside it, and would be emptied with it`,
      remedy: `unmount it first: umount ${mountPoint}`,
    }),
  changedDuringBuild: (name: string, path: string): MusterError =>
    new MusterError({
      code: 'IMAGE_CHANGED_DURING_BUILD',
      sentence: `/${path} of image "${name}" changed while the archive was made`,
      remedy: 'build again when nobody works in the tree; nodes keep booting the archive built before',
    }),
  fileTooLarge: (name: string, path: string, size: number): MusterError =>
    new MusterError({
      code: 'IMAGE_FILE_TOO_LARGE',
      sentence: `/${path} of image "${name}" has ${size} bytes; the kernel's initramfs format (newc) ends at 4 GiB a file`,
      remedy: 'take the file out of the image, or list it in /etc/muster/excludes inside the image',
    }),
  fileUnreadable: (name: string, path: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'IMAGE_FILE_UNREADABLE',
      sentence: `/${path} of image "${name}" cannot be read: ${messageOf(cause)}`,
      remedy: 'run the build as root (sudo), or list the file in /etc/muster/excludes inside the image',
      cause,
    }),
  kernelUnknown: (name: string, version: string, known: readonly string[]): MusterError =>
    new MusterError({
      code: 'IMAGE_KERNEL_UNKNOWN',
      sentence: `image "${name}" has no kernel ${version}`,
      remedy: known.length === 0 ? `build it first: muster image build ${name}` : `its kernels: ${known.join(', ')}`,
    }),
};
