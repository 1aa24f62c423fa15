import { copyFile, mkdtemp, rm, truncate, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEfiPrograms } from '../../src/efi/index.ts';

const SHIM = '/usr/lib/shim/shimx64.efi.signed';
const IPXE = '/usr/lib/ipxe/snponly.efi';

describe('EFI programs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'muster-efi-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('tell who signed them and what they are made of', async () => {
    const programs = createEfiPrograms();
    const shim = await programs.of(SHIM);
    expect(shim).toMatchObject({ arch: 'x86_64', subsystem: 10 });
    expect(shim?.signatures.map(({ issuer }) => issuer)).toContain('Microsoft Corporation UEFI CA 2011');
    expect(shim?.sbat.map(({ component }) => component)).toContain('shim');
    expect(await programs.isSigned(SHIM)).toBe(true);
    expect(await programs.of(IPXE)).toMatchObject({ arch: 'x86_64', signatures: [], sbat: [] });
    expect(await programs.isSigned(IPXE)).toBe(false);
  });

  it('are looked at anew once their file is another', async () => {
    const programs = createEfiPrograms();
    const file = path.join(folder, 'boot.efi');
    await copyFile(IPXE, file);
    expect(await programs.isSigned(file)).toBe(false);
    await copyFile(SHIM, file);
    await utimes(file, 1, 1);
    expect(await programs.isSigned(file)).toBe(true);
  });

  it('are none where nothing is, or something else', async () => {
    const programs = createEfiPrograms();
    expect(await programs.of('/nonexistent')).toBeUndefined();
    expect(await programs.of(folder)).toBeUndefined();
    expect(await programs.of('/usr/lib/ipxe/undionly.kpxe')).toBeUndefined();
  });

  it('whose certificates are cut off are not signed', async () => {
    const file = path.join(folder, 'cut.efi');
    await copyFile(SHIM, file);
    await truncate(file, 900_000);
    expect(await createEfiPrograms().of(file)).toMatchObject({ arch: 'x86_64', signatures: [] });
  });
});
