import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { grubErrors } from './errors.ts';
import type { Platform } from './platform.ts';

const run = promisify(execFile);

/** What it is made with. */
export interface Maker {
  /** Folder of GRUB's platforms: `/usr/lib/grub`. */
  readonly modules: string;
  /** Folder of this server's state that core images are kept in. */
  readonly folder: string;
}

/** Formats of grub-mkimage(1) by platform. */
const FORMATS: Readonly<Record<Platform['name'], string>> = {
  'i386-pc': 'i386-pc-pxe',
  'x86_64-efi': 'x86_64-efi',
  'arm64-efi': 'arm64-efi',
  'i386-efi': 'i386-efi',
};

const MODULES = [
  ...['normal', 'configfile', 'memdisk', 'tar', 'echo', 'test', 'true', 'sleep', 'regexp', 'smbios', 'minicmd'],
  ...['net', 'tftp', 'http', 'linux', 'boot', 'chain', 'reboot', 'halt', 'gzio'],
  ...['part_gpt', 'part_msdos', 'fat', 'ext2', 'xfs', 'search', 'search_fs_file'],
];
const OF_FIRMWARE = { bios: ['pxe', 'biosdisk'], uefi: ['efinet', 'efifwsetup'] } as const;

/** GRUB's rescue parser reads this before anything else; the network is configured by then. */
const FIRST = 'set prefix=(memdisk)/grub\n';

/** Whether there are modules to make a core image of. */
export function canMake({ modules }: Pick<Maker, 'modules'>, { name }: Platform): boolean {
  return existsSync(path.join(modules, name, 'moddep.lst'));
}

/**
 * File of a core image with `script` as its configuration, made anew when the script or GRUB's package has changed. `owner`
 * (letters, digits and `.:_-`) tells apart those that stay beside each other; what was made for the same one before is removed.
 * Throws GRUB_CORE_IMAGE_FAILED.
 */
export async function coreImage(platform: Platform, owner: string, script: string, maker: Maker): Promise<string> {
  const modules = path.join(maker.modules, platform.name);
  const start = `${platform.name}-${owner.replace(/[^\w.-]/g, '_')}-`;
  try {
    const key = await fingerprint(modules, script);
    const file = path.join(maker.folder, `${start}${key}.img`);
    if (existsSync(file)) return file;
    await mkdir(maker.folder, { recursive: true });
    await make(platform, modules, script, file);
    for (const name of await readdir(maker.folder)) {
      if (name.startsWith(start) && name !== path.basename(file)) await rm(path.join(maker.folder, name));
    }
    return file;
  } catch (error) {
    throw grubErrors.coreImageFailed(platform.name, error);
  }
}

/** Changes with the script and with every module of the package. */
async function fingerprint(modules: string, script: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([FIRST, script, MODULES]));
  for (const name of (await readdir(modules)).sort()) {
    const { size, mtimeMs } = await stat(path.join(modules, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

async function make({ name, firmware }: Platform, modules: string, script: string, file: string): Promise<void> {
  const work = await mkdtemp(path.join(path.dirname(file), '.making-'));
  const at = (...names: string[]): string => path.join(work, ...names);
  try {
    await mkdir(at('grub'));
    await writeFile(at('grub', 'grub.cfg'), script);
    await writeFile(at('first.cfg'), FIRST);
    await run('tar', ['--create', '--format=ustar', '--file', at('memdisk.tar'), '--directory', work, 'grub']);
    const format = ['--directory', modules, '--format', FORMATS[name], '--output', at('core')];
    const content = ['--prefix', '/grub', '--config', at('first.cfg'), '--memdisk', at('memdisk.tar')];
    await mkimage([...format, ...content, ...MODULES, ...OF_FIRMWARE[firmware]]);
    await rename(at('core'), file);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The RHEL family and SUSE call it grub2-mkimage. */
async function mkimage(args: readonly string[]): Promise<void> {
  try {
    await run('grub-mkimage', args);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await run('grub2-mkimage', args);
  }
}
