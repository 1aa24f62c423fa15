import type { Word } from './parse.ts';
import type { Grub } from './run.ts';

/**
 * The words one written word stands for: a variable outside of quotes is parted at blanks, and gives none when it is empty and nothing is
 * beside it (`grub_script_arglist_to_argv`, script/execute.c).
 */
export function wordsOf(word: Word, { variables, parameters }: Pick<Grub, 'variables' | 'parameters'>): string[] {
  const words: string[] = [];
  let current: string | undefined;
  for (const piece of word) {
    if (piece.kind === 'text') {
      if (piece.quoted || piece.text !== '') current = (current ?? '') + piece.text;
      continue;
    }
    const value = variableNamed(piece.name, variables, parameters);
    if (!piece.splits) {
      current = (current ?? '') + value;
      continue;
    }
    for (const [index, part] of value.split(/[ \t\n]+/).entries()) {
      if (index > 0 && current !== undefined) {
        words.push(current);
        current = undefined;
      }
      if (part !== '') current = (current ?? '') + part;
    }
  }
  if (current !== undefined) words.push(current);
  return words;
}

function variableNamed(name: string, variables: ReadonlyMap<string, string>, parameters: readonly string[]): string {
  if (name === '#') return String(parameters.length);
  if (name === '@' || name === '*') return parameters.join(' ');
  return /^\d+$/.test(name) ? (parameters[Number(name) - 1] ?? '') : (variables.get(name) ?? '');
}
