import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BootStore } from '../../src/progress/boots/store.ts';
import { BootJournal } from '../../src/progress/journal/boot-journal.ts';
import { readJournal } from '../../src/progress/journal/read.ts';
import type { ProgressEvent } from '../../src/progress/types.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-journal-'));
});
afterEach(() => rm(folder, { recursive: true }));

const event = (time: number, node: string, stage: string): ProgressEvent => ({
  time,
  node,
  stage,
  outcome: 'done',
  by: 'test',
  boot: `${node}-1`,
});

async function replay(): Promise<BootStore> {
  const store = new BootStore();
  for await (const line of readJournal(folder)) {
    if ('boot' in line) store.restore(line.boot);
    else store.record(line.event);
  }
  return store;
}

const fail = (error: unknown): never => {
  throw error as Error;
};

describe('the journal of boots', () => {
  it('gives back after a restart what was recorded before it, a torn last line aside', async () => {
    const journal = new BootJournal({ folder, latest: () => [], onError: fail });
    await journal.open();
    for (const stage of ['script', 'kernel', 'up']) journal.append(event(1000, 'n01', stage));
    await journal.close();
    const [name = ''] = await readdir(folder);
    await appendFile(path.join(folder, name), '{"time":2000,"node":"n02","sta');
    const again = new BootJournal({ folder, latest: () => [], onError: fail });
    await again.open();
    again.append(event(3000, 'n03', 'script'));
    await again.close();
    const store = await replay();
    expect(store.latest('n01')).toMatchObject({ id: 'n01-1', up: 1000 });
    expect(store.latest('n02')).toBeUndefined();
    expect(store.latest('n03')).toBeDefined();
  });

  it('stays within its bytes, and a node that is up for long is still known', async () => {
    const store = new BootStore();
    const journal = new BootJournal({
      folder,
      mostBytes: 40_000,
      fileBytes: 8000,
      latest: () => store.all(),
      onError: fail,
    });
    await journal.open();
    for (const stage of ['script', 'kernel', 'up']) journal.append(store.record(event(1, 'old', stage)));
    for (let round = 0; round < 100; round += 1) {
      for (let index = 0; index < 20; index += 1)
        journal.append(store.record(event(Date.now(), `n${index}`, 'script')));
      await journal.flush();
    }
    await journal.close();
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(path.join(folder, name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
    const again = await replay();
    expect(again.latest('old')).toMatchObject({ up: 1 });
    expect([...(again.latest('old')?.stages.keys() ?? [])]).toEqual(['script', 'kernel', 'up']);
  });

  it('keeps nothing once it is closed, and reads a folder that is missing as empty', async () => {
    const errors: unknown[] = [];
    const journal = new BootJournal({ folder, latest: () => [], onError: (error) => errors.push(error) });
    await journal.open();
    await journal.close();
    journal.append(event(1, 'n01', 'script'));
    await journal.flush();
    expect(errors).toEqual([]);
    const lines = [];
    for await (const line of readJournal(path.join(folder, 'nowhere'))) lines.push(line);
    expect(lines).toEqual([]);
  });
});
