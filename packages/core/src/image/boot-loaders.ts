import { open, readdir, stat } from 'node:fs/promises';
import { type Architecture, PE_HEAD, readPe } from '@muster/wire';
import { resolveInRoot } from './root-path.ts';

/** A file of a distribution's signed boot chain, in a tree. */
export interface FoundLoaderFile {
  /** What it is, whatever the distribution calls it. */
  readonly role: LoaderRole;
  /** Path inside the tree. */
  readonly path: string;
  /** The regular file it leads to, absolute on this machine. */
  readonly file: string;
}

/** `mok`: MokManager, which shim starts when it does not trust what it is to start. */
export type LoaderRole = 'shim' | 'grub' | 'mok';

/** shim and the GRUB it trusts, of one distribution, for one architecture. */
export interface FoundLoader {
  readonly arch: Architecture;
  readonly files: readonly FoundLoaderFile[];
}

/** Names of an architecture in distributions' files: UEFI 2.10 table 3.1 (`BOOTX64.EFI`), GRUB's and the kernel's. */
const ARCHITECTURES = [
  { arch: 'x86_64', suffix: 'x64', grub: 'x86_64-efi', machine: 'x86_64' },
  { arch: 'arm64', suffix: 'aa64', grub: 'arm64-efi', machine: 'aarch64' },
  { arch: 'i386', suffix: 'ia32', grub: 'i386-efi', machine: 'i686' },
] as const;

type Names = (typeof ARCHITECTURES)[number];
type Candidates = Readonly<Record<LoaderRole, readonly string[]>>;

/** Folders that hold one folder per distribution. */
const VENDOR_FOLDERS = ['/boot/efi/EFI', '/usr/lib/bootupd/updates/EFI'];

/**
 * Signed boot chains of a tree, at most one for each architecture. shim trusts what its distribution's key signed, so both
 * always come from the same place: Debian's and Ubuntu's packages, a distribution's folder of the EFI system partition
 * (RHEL family, Fedora, SUSE), or SUSE's package.
 */
export async function findBootLoaders(root: string): Promise<FoundLoader[]> {
  const vendors = await vendorFolders(root);
  const found: FoundLoader[] = [];
  for (const names of ARCHITECTURES) {
    for (const candidates of [debian(names), ...vendors.map((folder) => vendor(names, folder)), suse(names)]) {
      const files = await filesOf(root, names.arch, candidates);
      if (files === undefined) continue;
      found.push({ arch: names.arch, files });
      break;
    }
  }
  return found;
}

function debian({ suffix, grub }: Names): Candidates {
  return {
    shim: [`/usr/lib/shim/shim${suffix}.efi.signed`],
    grub: [`/usr/lib/grub/${grub}-signed/grubnet${suffix}.efi.signed`],
    mok: [`/usr/lib/shim/mm${suffix}.efi.signed`, `/usr/lib/shim/mm${suffix}.efi`],
  };
}

function vendor({ suffix }: Names, folder: string): Candidates {
  const at = (...files: string[]): string[] => files.map((file) => `${folder}/${file}`);
  return {
    shim: at(`shim${suffix}.efi`, 'shim.efi'),
    grub: at(`grub${suffix}.efi`, 'grub.efi'),
    mok: at(`mm${suffix}.efi`, 'MokManager.efi'),
  };
}

function suse({ machine }: Names): Candidates {
  const folder = `/usr/share/efi/${machine}`;
  return { shim: [`${folder}/shim.efi`], grub: [`${folder}/grub.efi`], mok: [`${folder}/MokManager.efi`] };
}

async function vendorFolders(root: string): Promise<string[]> {
  const folders: string[] = [];
  for (const parent of VENDOR_FOLDERS) {
    const folder = await resolveInRoot(root, parent);
    const names = folder === undefined ? [] : await readdir(folder).catch(() => []);
    // EFI/BOOT holds copies of shim, without a GRUB that goes with them for certain.
    folders.push(
      ...names
        .filter((name) => name.toUpperCase() !== 'BOOT')
        .sort()
        .map((name) => `${parent}/${name}`),
    );
  }
  return folders;
}

/** Undefined unless both shim and GRUB are there, for this architecture. */
async function filesOf(
  root: string,
  arch: Architecture,
  candidates: Candidates,
): Promise<readonly FoundLoaderFile[] | undefined> {
  const files: FoundLoaderFile[] = [];
  for (const role of ['shim', 'grub', 'mok'] as const) {
    const found = await firstOf(root, arch, candidates[role]);
    if (found !== undefined) files.push({ role, ...found });
    else if (role !== 'mok') return undefined;
  }
  return files;
}

async function firstOf(
  root: string,
  arch: Architecture,
  paths: readonly string[],
): Promise<{ path: string; file: string } | undefined> {
  for (const path of paths) {
    const file = await resolveInRoot(root, path);
    if (file !== undefined && (await architectureOf(file)) === arch) return { path, file };
  }
  return undefined;
}

async function architectureOf(file: string): Promise<Architecture | undefined> {
  if (!(await stat(file)).isFile()) return undefined;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(PE_HEAD), 0, PE_HEAD, 0);
    return readPe(buffer.subarray(0, bytesRead))?.arch;
  } finally {
    await handle.close();
  }
}
