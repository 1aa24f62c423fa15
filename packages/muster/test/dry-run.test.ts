import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TempSite, tempSite } from './temp-site.ts';

let site: TempSite;
beforeAll(async () => {
  site = await tempSite();
  await mkdir(path.join(site.folder, 'tree/boot'), { recursive: true });
  await mkdir(path.join(site.folder, 'tree/sbin'));
  await writeFile(path.join(site.folder, 'tree/boot/vmlinuz-6.1'), 'kernel');
  await writeFile(path.join(site.folder, 'tree/sbin/init'), '', { mode: 0o755 });
  await site.muster(['image', 'import', path.join(site.folder, 'tree'), 'debian']);
  await site.muster(['node', 'add', 'n1', '--hwaddr', '52:54:00:00:00:01']);
});
afterAll(() => site.remove());

describe('--dry-run', () => {
  it('of image delete shows which nodes boot it, and leaves it', async () => {
    const { code, out } = await site.muster(['image', 'delete', 'debian', '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(/^n1 +1 /m);
    expect((await site.muster(['image', 'show', 'debian'])).code).toBe(0);
  });

  it('of rollback shows which nodes get something else, and changes nothing', async () => {
    await site.muster(['profile', 'set', 'default', '--kernel-args', 'quiet splash']);
    const entries = JSON.parse((await site.muster(['history', '--output', 'json'])).out) as { snapshot: number }[];
    const [, before] = entries;
    const { code, out } = await site.muster(['rollback', String(before?.snapshot), '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(/^n1 +1 +reboot +arguments +.*splash.* -> /m);
    expect((await site.muster(['profile', 'show', 'default'])).out).toContain('splash');
  });

  it('says what is wrong with the change, as the change itself does', async () => {
    expect((await site.muster(['rollback', '99', '--dry-run'])).err).toContain('SNAPSHOT_UNKNOWN');
    expect((await site.muster(['image', 'delete', 'debain', '--dry-run'])).err).toContain('did you mean "debian"?');
  });
});
