import { type BootProblem, type BootSpec, withSpec } from '@muster/core';

/** A word GRUB takes literally: between single quotes nothing is special but the quote itself (GRUB manual, "Quoting"). */
export function quoted(word: string): string {
  return `'${word.replace(/\p{Cc}/gu, ' ').replaceAll("'", "'\\''")}'`;
}

/** Text for `echo`: one line of printable ASCII, quoted. */
export function shown(text: string): string {
  return quoted(text.replace(/[^\x20-\x7e]+/g, ' '));
}

/** Why GRUB hands the kernel another word than this one, or undefined when it does not. */
export function unwritable(word: string): string | undefined {
  if (/\p{Cc}/u.test(word)) return 'control characters';
  // grub_create_loader_cmdline (lib/cmdline.c); the kernel's parser takes a backslash for a letter.
  if (/["']|\\(?!x[\da-f]{2})/i.test(word)) return 'a quote or a backslash, before which GRUB puts a backslash';
  return undefined;
}

/** The spec of a node that boots by GRUB, with what GRUB cannot hand to a kernel among its problems. */
export function withWordsChecked(spec: BootSpec): BootSpec {
  if (spec.loader !== 'grub') return spec;
  const problems = spec.args.flatMap((word): BootProblem[] => {
    const reason = unwritable(word);
    if (reason === undefined) return [];
    const sentence = `kernel argument ${JSON.stringify(word)} holds ${reason}`;
    return [{ code: 'GRUB_ARGUMENT_UNWRITABLE', sentence, remedy: REMEDY }];
  });
  return problems.length === 0 ? spec : withSpec(spec, { problems: [...spec.problems, ...problems] });
}

const REMEDY =
  'change kernel.args; a value with blanks needs no quotes as an item of its own: GRUB puts them around the whole argument';
