import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mountBelow } from '../../src/image/mounts.ts';

it('a mount point inside a folder is found in the mount table, blanks in its name too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-mounts-'));
  try {
    const table = join(folder, 'mountinfo');
    await mkdir(join(folder, 'image'));
    await mkdir(join(folder, 'image2'));
    const line = (point: string): string => `36 35 98:0 / ${point} rw,noatime master:1 - ext4 /dev/root rw\n`;
    await writeFile(table, line('/') + line(`${folder}/image/root\\040fs/proc`));
    expect(await mountBelow(join(folder, 'image'), table)).toBe(`${folder}/image/root fs/proc`);
    expect(await mountBelow(join(folder, 'image2'), table)).toBeUndefined();
    expect(await mountBelow(join(folder, 'missing'), table)).toBeUndefined();
    expect(await mountBelow(join(folder, 'image'))).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
