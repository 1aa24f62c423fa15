import type { ImageRecord, LoaderRole } from '@muster/core';
import type { Platform } from './platform.ts';

/** Where a file of a boot chain is: a file of this machine, a blob of an image, or made when it is asked for. */
export type FileSource =
  | { readonly file: string }
  | { readonly digest: string; readonly size: number }
  | { readonly made: Platform };

/** Files that start one another, all of one origin: shim trusts the GRUB of its own distribution alone. */
export interface BootChain {
  readonly origin: 'image' | 'server' | 'made';
  /** Whether every file that firmware, then shim, has to start is signed, as the files say themselves; undefined until they were looked at. */
  readonly signed?: boolean;
  /** Name of the file that firmware is told to fetch. */
  readonly first: string;
  /** By the names they are asked for under. */
  readonly files: ReadonlyMap<string, FileSource>;
  /** What it is, for people. */
  readonly told: string;
}

/** The names a file is asked for under: shim looks for `grubx64.efi`, SUSE's for `grub.efi` and `MokManager.efi`. */
export function namesOf(role: LoaderRole, { suffix }: Platform): readonly string[] {
  if (role === 'shim') return [`shim${suffix}.efi`];
  return role === 'grub' ? [`grub${suffix}.efi`, 'grub.efi'] : [`mm${suffix}.efi`, 'MokManager.efi'];
}

/** File name of a core image for a BIOS, as grub-mknetdir has it. */
const BIOS_FILE = 'core.0';

/** Every name that files of this platform's chains are asked for under. */
export function allNames(platform: Platform): readonly string[] {
  if (platform.firmware === 'bios') return [BIOS_FILE];
  return (['shim', 'grub', 'mok'] as const).flatMap((role) => namesOf(role, platform));
}

/** The chain an image brings for this platform, as of its last build. */
export function chainOfImage({ name, loaders }: ImageRecord, platform: Platform): BootChain | undefined {
  if (platform.firmware === 'bios') return undefined;
  const loader = loaders?.find(({ arch }) => arch === platform.arch);
  if (loader === undefined) return undefined;
  const paths = loader.files.filter(({ role }) => role !== 'mok').map(({ path }) => path);
  return signedChain(platform, 'image', `shim and GRUB of image ${name} (${paths.join(', ')})`, (role) =>
    loader.files.find((file) => file.role === role),
  );
}

/** The chain of files on this machine; undefined unless both shim and GRUB are there. */
export function chainOfServer(files: Partial<Record<LoaderRole, string>>, platform: Platform): BootChain | undefined {
  const { shim, grub } = files;
  if (shim === undefined || grub === undefined) return undefined;
  return signedChain(platform, 'server', `shim and GRUB of this server (${shim}, ${grub})`, (role) => {
    const file = files[role];
    return file === undefined ? undefined : { file };
  });
}

/** A core image made here, without a signature; it knows the server's address. */
export function chainMade(platform: Platform): BootChain {
  const names = platform.firmware === 'bios' ? [BIOS_FILE] : namesOf('grub', platform);
  return {
    origin: 'made',
    signed: false,
    first: names[0] ?? BIOS_FILE,
    files: new Map(names.map((name) => [name, { made: platform }])),
    told: `a core image of GRUB for ${platform.name} made on this server`,
  };
}

function signedChain(
  platform: Platform,
  origin: 'image' | 'server',
  told: string,
  sourceOf: (role: LoaderRole) => FileSource | undefined,
): BootChain {
  const files = new Map<string, FileSource>();
  for (const role of ['shim', 'grub', 'mok'] as const) {
    const source = sourceOf(role);
    for (const name of source === undefined ? [] : namesOf(role, platform)) files.set(name, source as FileSource);
  }
  return { origin, first: `shim${platform.suffix}.efi`, files, told };
}
