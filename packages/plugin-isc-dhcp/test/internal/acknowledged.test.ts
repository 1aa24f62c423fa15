import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openAcknowledged } from '../../src/internal/acknowledged.ts';

const MAC = '52:54:00:00:00:01';
const OTHER = '52:54:00:00:00:02';
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

async function bookFile(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'muster-acknowledged-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return path.join(folder, 'acknowledged');
}
const open = (file: string, now: number) => openAcknowledged(file, (address) => address.startsWith('10.'), quiet, now);

describe('who holds which address', () => {
  it('is known again after a restart, and what is over is out of the file', async () => {
    const file = await bookFile();
    const book = await open(file, 0);
    book.leases.take('10.0.0.11', MAC, 1000);
    book.leases.take('10.0.0.12', OTHER, 100);
    book.leases.take('10.0.0.13', OTHER, 1000);
    book.leases.giveBack('10.0.0.13', OTHER);
    await book.close();
    const again = await open(file, 500);
    expect(['10.0.0.11', '10.0.0.12', '10.0.0.13'].map((address) => again.leases.holder(address, 500))).toEqual([
      MAC,
      undefined,
      undefined,
    ]);
    expect(await readFile(file, 'utf8')).toBe(`10.0.0.11 ${MAC} 1000\n`);
  });

  it('does not make the file grow with every renewal', async () => {
    const file = await bookFile();
    const book = await open(file, 0);
    for (let renewal = 1; renewal <= 20_100; renewal += 1) book.leases.take('10.0.0.11', MAC, 9e15 + renewal);
    await book.close();
    expect((await readFile(file, 'utf8')).split('\n').length).toBeLessThan(200);
    const again = await open(file, 500);
    expect(again.leases.holder('10.0.0.11', 500)).toBe(MAC);
  });

  it('is read from a file that a power cut has cut off', async () => {
    const file = await bookFile();
    await writeFile(file, `10.0.0.11 ${MAC} 1000\n10.0.0.12 ${MAC}\n10.0.0.`);
    const book = await open(file, 0);
    expect([book.leases.holder('10.0.0.11', 1), book.leases.holder('10.0.0.12', 1)]).toEqual([MAC, undefined]);
  });

  it('stays known when its file cannot be written', async () => {
    const file = await bookFile();
    const book = await open(file, 0);
    await rm(path.dirname(file), { recursive: true });
    book.leases.take('10.0.0.11', MAC, 1000);
    await book.close();
    expect(book.leases.holder('10.0.0.11', 1)).toBe(MAC);
  });
});
