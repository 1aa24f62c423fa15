import type { Candidate, Completes } from '@muster/core/client';
import { leadingWords } from '../command-line.ts';
import { commandEntries } from '../commands/index.ts';
import { HELP_TOPICS } from '../help-topics.ts';
import { optionName } from '../options.ts';
import { type Completable, commandAt, type Wanted, wantedAt } from './wanted.ts';

/** Where names and the commands of plugins come from. Neither ever throws. */
export interface Names {
  of(kind: Completes, word: string): Promise<readonly Candidate[]>;
  /** Commands of plugins, from the server; without one only when they are worth loading the plugins for. */
  commands(worthLoading: boolean): Promise<readonly Completable[]>;
}

/** What the shell may make of the last word: candidates, or names of files, which it knows itself. */
export type Completed = readonly Candidate[] | 'files';

/** Completes the last of the words after `muster`. */
export async function complete(words: readonly string[], names: Names): Promise<Completed> {
  const word = words.at(-1) ?? '';
  const helped = leadingWords(words.slice(0, -1), 1)[0] === 'help';
  const line = helped ? words.slice(words.indexOf('help') + 1) : words;
  const [first] = leadingWords(line.slice(0, -1), 1);
  const own: readonly Completable[] = (await commandEntries.find((entry) => entry.word === first)?.load()) ?? [];
  if (!helped && commandAt(line, own) !== undefined) return candidates(wantedAt(line, own), word, own, names);
  for (const worthLoading of [false, true]) {
    const all = [...own, ...(await names.commands(worthLoading))];
    const wanted = wantedAt(line, all);
    // Options of a command that is not known yet are more than those that every command has.
    const unknown = first !== undefined && commandAt(line, all) === undefined;
    if (wanted.kind === 'option' && unknown && !worthLoading) continue;
    if (!helped) {
      const found = await candidates(wanted, word, all, names);
      if (found === 'files' || found.length > 0) return found;
    } else if (wanted.kind === 'command') {
      const topics = wanted.above.length > 0 ? [] : HELP_TOPICS;
      const found = [
        ...commandWords(wanted.above, all),
        ...topics.map(({ name, summary }) => ({ value: name, summary })),
      ];
      const matches = beginningWith(word, found);
      if (matches.length > 0) return matches;
    }
  }
  return [];
}

async function candidates(
  wanted: Wanted,
  word: string,
  commands: readonly Completable[],
  names: Names,
): Promise<Completed> {
  switch (wanted.kind) {
    case 'nothing':
      return [];
    case 'command': {
      const help = { value: 'help', summary: 'Show how a command is used' };
      return beginningWith(word, [
        ...commandWords(wanted.above, commands),
        ...(wanted.above.length === 0 ? [help] : []),
      ]);
    }
    case 'option': {
      const long = wanted.options.flatMap((option) => {
        const value = optionName(option).names.at(-1);
        return value === undefined ? [] : [{ value, summary: option.summary }];
      });
      return beginningWith(word, long);
    }
    case 'value': {
      const { head, stands } = wanted;
      if (stands.completes === 'file') return 'files';
      const rest = word.slice(head.length);
      const found =
        stands.completes === undefined
          ? beginningWith(
              rest,
              (stands.choices ?? []).map((value) => ({ value })),
            )
          : await names.of(stands.completes, rest);
      return found.map((candidate) => ({ ...candidate, value: `${head}${candidate.value}` }));
    }
  }
}

/** Words that a command's name goes on with. */
function commandWords(above: readonly string[], commands: readonly Completable[]): Candidate[] {
  const found = new Map<string, Candidate>();
  if (above.length === 0) for (const { word, summary } of commandEntries) found.set(word, { value: word, summary });
  const beginning = above.map((word) => `${word} `).join('');
  for (const { name, summary } of commands) {
    if (!name.startsWith(beginning)) continue;
    const [value = '', ...more] = name.slice(beginning.length).split(' ');
    if (!found.has(value)) found.set(value, { value, summary: more.length === 0 ? summary : 'Commands of plugins' });
  }
  return [...found.values()];
}

function beginningWith(word: string, found: readonly Candidate[]): readonly Candidate[] {
  return found.filter(({ value }) => value.startsWith(word));
}
