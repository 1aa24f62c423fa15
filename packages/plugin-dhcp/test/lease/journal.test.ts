import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from '../../src/lease/journal.ts';

describe('a journal', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-journal-'));
    file = join(folder, 'sub', 'lines.journal');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has a line on disk when append resolves', async () => {
    const journal = await Journal.create(file, ['a\n']);
    await journal.append('b\n');
    expect(await readFile(file, 'utf8')).toBe('a\nb\n');
    await journal.close();
  });

  it('keeps the order of lines appended at the same time', async () => {
    const journal = await Journal.create(file, []);
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
    await Promise.all(lines.map((line) => journal.append(`${line}\n`)));
    await journal.close();
    expect(await Journal.read(file)).toEqual(lines);
  });

  it('loses no line to a compaction that runs at the same time', async () => {
    const journal = await Journal.create(file, ['old\n']);
    const appends = ['one', 'two'].map((line) => journal.append(`${line}\n`));
    const compaction = journal.compact(() => ['compacted\n']);
    appends.push(journal.append('three\n'));
    await Promise.all([...appends, compaction]);
    await journal.append('four\n');
    await journal.close();
    const lines = await Journal.read(file);
    expect(lines[0]).toBe('compacted');
    expect(lines.at(-1)).toBe('four');
  });

  it('is compacted while lines never cease to come', async () => {
    const journal = await Journal.create(file, []);
    let done = false;
    const feed = async (): Promise<void> => {
      while (!done) await journal.append('line\n');
    };
    const feeds = [feed(), feed()];
    await journal.compact(() => ['compacted\n']);
    await journal.append('after\n');
    done = true;
    await Promise.all(feeds);
    await journal.close();
    expect((await Journal.read(file))[0]).toBe('compacted');
  });

  it('is readable by its group and nobody else', async () => {
    const journal = await Journal.create(file, []);
    await journal.close();
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });

  it('rejects an append that cannot be written, and leaves nothing of it in the file', async () => {
    const journal = await Journal.create(file, ['a\n']);
    await journal.close();
    await expect(journal.append('b\n')).rejects.toThrow();
    expect(await readFile(file, 'utf8')).toBe('a\n');
  });

  it('is empty when the file does not exist, and gives a torn last line as it is', async () => {
    expect(await Journal.read(file)).toEqual([]);
    const journal = await Journal.create(file, ['a\n']);
    await journal.close();
    await appendFile(file, '{"torn');
    expect(await Journal.read(file)).toEqual(['a', '{"torn']);
  });
});
