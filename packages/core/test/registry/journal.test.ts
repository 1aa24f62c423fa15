import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/registry/digest.ts';
import { replayIntent, writeTogether } from '../../src/registry/journal.ts';
import { FUZZ_TIMEOUT, RUNS, site } from './support.ts';

const before = (name: string): string => `nodes:\n  ${name}:\n    image: old\n`;
const after = (name: string): string => `nodes:\n  ${name}:\n    image: new\n`;

describe('a change of several files cut short by a crash', () => {
  it(
    'is finished by the next load, wherever the crash fell',
    async () => {
      const names = ['a', 'b', 'c', 'd'];
      const { folder, state, reopen } = await site({});
      await mkdir(state);
      const journal = join(state, 'registry.intent.json');
      await fc.assert(
        fc.asyncProperty(fc.subarray(names), fc.subarray(names), fc.boolean(), async (fresh, written, halfWritten) => {
          const changes = names.map((name) => ({
            path: join(folder, `${name}.yaml`),
            before: fresh.includes(name) ? undefined : sha256(before(name)),
            text: after(name),
          }));
          for (const [index, name] of names.entries()) {
            const path = changes[index]?.path ?? '';
            if (written.includes(name)) await writeFile(path, after(name));
            else if (fresh.includes(name)) await rm(path, { force: true });
            else await writeFile(path, before(name));
          }
          await writeFile(journal, JSON.stringify({ format: 1, changes }));
          if (halfWritten) await writeFile(join(folder, '.a.yaml.1.tmp'), 'nodes: [');
          const view = await reopen().load();
          expect(view.nodeNames.map((name) => view.node(name)?.image)).toEqual(['new', 'new', 'new', 'new']);
          expect(await readdir(state)).toEqual([]);
        }),
        { numRuns: Math.min(Math.ceil(RUNS / 50), 500) },
      );
    },
    FUZZ_TIMEOUT,
  );

  it('has not begun while its intent is only half written', async () => {
    const { store, state } = await site({ 'a.yaml': before('a') });
    await mkdir(state);
    await writeFile(join(state, '.registry.intent.json.77.tmp'), '{"format":1,"chan');
    expect((await store.load()).node('a')?.image).toBe('old');
  });

  it('is not finished over an edit made since: the file and the journal are named', async () => {
    const { store, path, state } = await site({ 'a.yaml': before('a'), 'b.yaml': '# edited since\n' });
    await mkdir(state);
    const changes = ['a', 'b'].map((name) => ({
      path: path(`${name}.yaml`),
      before: sha256(before(name)),
      text: after(name),
    }));
    await writeFile(join(state, 'registry.intent.json'), JSON.stringify({ format: 1, changes }));
    await expect(store.load()).rejects.toMatchObject({
      code: 'REGISTRY_REPLAY_CONFLICT',
      where: { file: path('b.yaml') },
      remedy: expect.stringContaining(join(state, 'registry.intent.json')) as string,
    });
    expect(await readFile(path('a.yaml'), 'utf8')).toBe(before('a'));
  });
});

describe('writeTogether', () => {
  it('keeps its intent when a file cannot be written, and says so', async () => {
    const { folder, state, path } = await site({ 'a.yaml': before('a') });
    await mkdir(join(folder, 'b.yaml'));
    const journal = join(state, 'intent.json');
    const changes = [
      { path: path('a.yaml'), before: sha256(before('a')), text: after('a') },
      { path: path('b.yaml'), before: undefined, text: after('b') },
    ];
    await expect(writeTogether(journal, changes)).rejects.toMatchObject({ code: 'REGISTRY_WRITE_FAILED' });
    expect(await readdir(state)).toEqual(['intent.json']);
    expect((await readdir(folder)).sort()).toEqual(['a.yaml', 'b.yaml']);
  });

  it('leaves no journal behind', async () => {
    const { state, path } = await site({});
    const journal = join(state, 'intent.json');
    await writeTogether(journal, [{ path: path('a.yaml'), before: undefined, text: after('a') }]);
    expect(await readFile(path('a.yaml'), 'utf8')).toBe(after('a'));
    expect(await replayIntent(journal)).toBe(false);
  });
});

describe('a change of several files that an editor was faster with', () => {
  it('is given up whole: what the editor saved stays, and no intent is left', async () => {
    const { path, state, reopen } = await site({ 'a.yaml': before('a'), 'b.yaml': '# saved meanwhile\n' });
    const journal = join(state, 'registry.intent.json');
    const changes = ['a', 'b'].map((name) => ({
      path: path(`${name}.yaml`),
      before: sha256(before(name)),
      text: after(name),
    }));
    await expect(writeTogether(journal, changes)).rejects.toMatchObject({ code: 'REGISTRY_CONFLICT' });
    expect(await readFile(path('a.yaml'), 'utf8')).toBe(before('a'));
    expect(await readFile(path('b.yaml'), 'utf8')).toBe('# saved meanwhile\n');
    expect(await readdir(state)).toEqual([]);
    expect((await reopen().load()).node('a')?.image).toBe('old');
  });
});
