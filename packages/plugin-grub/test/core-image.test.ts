import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMake, coreImage } from '../src/core-image.ts';
import { PLATFORMS } from '../src/platform.ts';

const MODULES = '/usr/lib/grub';
const SCRIPT = 'echo hello\n';
/** Largest file that a BIOS takes by PXE: below 640 KiB with the firmware's own data (PXE 2.1, 3.4.1). */
const LARGEST = 480 * 1024;

const platform = (name: string) => {
  const found = PLATFORMS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no platform ${name}`);
  return found;
};
const BIOS = platform('i386-pc');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-core-image-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a core image', () => {
  it('for a BIOS fits into its memory, has the script inside, and is made once', async () => {
    expect(canMake({ modules: MODULES }, BIOS)).toBe(true);
    const maker = { modules: MODULES, folder };
    const [file, again] = await Promise.all([1, 2].map(() => coreImage(BIOS, '10.0.0.1', SCRIPT, maker)));
    expect(again).toBe(file);
    const bytes = await readFile(file ?? '');
    expect(bytes.length).toBeGreaterThan(50 * 1024);
    expect(bytes.length).toBeLessThan(LARGEST);
    expect(await readdir(folder)).toEqual([path.basename(file ?? '')]);
  });

  it('takes the place of the one before when the script changes, and leaves those of other servers', async () => {
    const maker = { modules: MODULES, folder };
    const other = await coreImage(BIOS, '10.0.1.1', SCRIPT, maker);
    const first = await coreImage(BIOS, '10.0.0.1', SCRIPT, maker);
    const second = await coreImage(BIOS, '10.0.0.1', `${SCRIPT}sleep 1\n`, maker);
    expect(second).not.toBe(first);
    expect((await readdir(folder)).sort()).toEqual([other, second].map((file) => path.basename(file)).sort());
  });

  it('is made anew when the package changes', async () => {
    const modules = path.join(folder, 'modules');
    const own = path.join(modules, BIOS.name);
    await mkdir(own, { recursive: true });
    for (const name of await readdir(path.join(MODULES, BIOS.name)))
      await symlink(path.join(MODULES, BIOS.name, name), path.join(own, name));
    const maker = { modules, folder: path.join(folder, 'made') };
    const first = await coreImage(BIOS, 'a', SCRIPT, maker);
    await writeFile(path.join(own, 'new.mod'), 'new');
    await utimes(path.join(own, 'new.mod'), 1, 1);
    expect(await coreImage(BIOS, 'a', SCRIPT, maker)).not.toBe(first);
  });

  it('for UEFI is a program of its architecture', async () => {
    const file = await coreImage(platform('x86_64-efi'), 'a', SCRIPT, { modules: MODULES, folder });
    const bytes = await readFile(file);
    expect(bytes.toString('latin1', 0, 2)).toBe('MZ');
    expect(bytes.readUInt16LE(bytes.readUInt32LE(0x3c) + 4)).toBe(0x8664);
  });

  it('that cannot be made is an error with a remedy, and leaves nothing behind', async () => {
    await mkdir(path.join(folder, 'modules', BIOS.name), { recursive: true });
    await writeFile(path.join(folder, 'modules', BIOS.name, 'moddep.lst'), '');
    const maker = { modules: path.join(folder, 'modules'), folder: path.join(folder, 'made') };
    await expect(coreImage(BIOS, 'a', SCRIPT, maker)).rejects.toMatchObject({ code: 'GRUB_CORE_IMAGE_FAILED' });
    expect(await readdir(maker.folder)).toEqual([]);
    expect(canMake({ modules: folder }, BIOS)).toBe(false);
  });
});
