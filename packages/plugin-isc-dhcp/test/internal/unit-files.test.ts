import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepAside, setInterfaces } from '../../src/internal/unit-files.ts';

async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'muster-unit-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'file');
  await writeFile(file, text);
  return file;
}
const read = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);

describe('the files of the distribution', () => {
  it('are kept as they were before Muster, once', async () => {
    const file = await fileOf('the site\n');
    await keepAside(file);
    await writeFile(file, 'another\n');
    await keepAside(file);
    expect(await read(`${file}.before-muster`)).toBe('the site\n');
  });

  it("are not kept when they are Muster's own, or not there", async () => {
    const file = await fileOf('# Made by Muster, which runs dhcpd with it\n');
    await keepAside(file);
    expect(await read(`${file}.before-muster`)).toBeUndefined();
    await keepAside(`${file}-missing`);
  });

  it('name the interfaces, and keep everything else', async () => {
    const file = await fileOf('# Defaults\nOPTIONS="-s"\nINTERFACESv4=""\nINTERFACESv6="eth9"\n');
    await setInterfaces(['eth1', 'eth2'], file);
    expect(await read(file)).toBe('# Defaults\nOPTIONS="-s"\nINTERFACESv4="eth1 eth2"\nINTERFACESv6="eth9"\n');
    expect(await read(`${file}.before-muster`)).toContain('INTERFACESv4=""');
    await setInterfaces([], file);
    expect(await read(file)).toContain('INTERFACESv4=""\n');
  });
});
