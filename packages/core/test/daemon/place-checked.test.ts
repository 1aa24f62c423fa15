import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeChecked, runChecker } from '../../src/index.ts';
import { fixture, workFolder } from './support.ts';

const LINE = /^(?<file>\S+) line (?<line>\d+): (?<said>.*)$/gm;

/** Has the fixture check `text`, and puts it in place when it is content. */
function place(file: string, text: string, command = fixture('refuses.sh')): Promise<readonly string[]> {
  return placeChecked('fixture', [{ file, text }], (candidateOf) =>
    runChecker({
      name: 'fixture',
      command,
      args: [candidateOf(file)],
      file: `${file}.refused`,
      complaints: (output) =>
        [...output.matchAll(LINE)].map(({ groups }) => ({
          said: groups?.said ?? '',
          line: Number(groups?.line),
          about: 'node "n02"',
        })),
    }),
  );
}

describe('a configuration put in place', () => {
  it('is there when the checker was content, alone in its folder', async () => {
    const folder = await workFolder();
    const file = path.join(folder, 'state', 'fixture.conf');
    expect(await place(file, 'good\n')).toEqual([file]);
    expect(await readFile(file, 'utf8')).toBe('good\n');
    expect(await readdir(path.dirname(file))).toEqual(['fixture.conf']);
  });

  it('stays as it is when the next one is refused, which lies beside it; the error says what it was about', async () => {
    const file = path.join(await workFolder(), 'fixture.conf');
    await place(file, 'good\n');
    await expect(place(file, 'good\nwrong\n')).rejects.toMatchObject({
      code: 'DAEMON_REFUSED',
      sentence: 'fixture refuses its new configuration because of node "n02": semicolon expected',
      where: { file: `${file}.refused`, line: 2 },
    });
    expect(await readFile(file, 'utf8')).toBe('good\n');
    expect(await readFile(`${file}.refused`, 'utf8')).toBe('good\nwrong\n');
  });

  it('leaves no refused one behind once it is corrected', async () => {
    const file = path.join(await workFolder(), 'fixture.conf');
    await expect(place(file, 'wrong\n')).rejects.toMatchObject({ code: 'DAEMON_REFUSED' });
    await place(file, 'better\n');
    expect(await readdir(path.dirname(file))).toEqual(['fixture.conf']);
  });

  it('is not even checked when nothing changed', async () => {
    const file = path.join(await workFolder(), 'fixture.conf');
    await place(file, 'good\n');
    expect(await place(file, 'good\n', '/no/such/checker')).toEqual([]);
  });

  it('is put in place together with its other files, or not at all', async () => {
    const folder = await workFolder();
    const [one, two, three] = ['one', 'two', 'three'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(one, 'same');
    const files = [one, two, three].map((file) => ({ file, text: 'same' }));
    const seen: string[] = [];
    const refused = placeChecked('fixture', files, (candidateOf) => {
      seen.push(...[one, two, three].map(candidateOf));
      return Promise.reject(new Error('no'));
    });
    await expect(refused).rejects.toThrow('no');
    expect(seen).toEqual([one, `${two}.candidate`, `${three}.candidate`]);
    expect(await readdir(folder)).toEqual(['one', 'three.refused', 'two.refused']);
    expect(await placeChecked('fixture', files, () => Promise.resolve())).toEqual([two, three]);
    expect(await readdir(folder)).toEqual(['one', 'three', 'two']);
  });

  it('cannot be checked by a program that is not there', async () => {
    const file = path.join(await workFolder(), 'fixture.conf');
    await expect(place(file, 'good\n', 'muster-no-such-program')).rejects.toMatchObject({
      code: 'DAEMON_NOT_INSTALLED',
    });
  });

  it('says which file cannot be written', async () => {
    const file = path.join(await workFolder(), 'a file');
    await writeFile(file, '');
    await expect(place(path.join(file, 'conf'), '')).rejects.toMatchObject({ code: 'DAEMON_FILE_UNWRITABLE' });
  });
});
