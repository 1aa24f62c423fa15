import { type BootProblem, type BootSpec, withSpec } from '@muster/core';

/**
 * iPXE splits a command at white space and knows no quotes; `${…}` is expanded before anything else, and cannot be
 * written literally. What is shown is therefore cleaned, and what must arrive unchanged is checked.
 */

/** Text for `echo`: one line, no expansion, no operators. */
export function shown(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\$\{/g, '$ {')
    .split(/\s+/)
    .map((word) => (word === '||' || word === '&&' ? word.slice(1) : word))
    .join(' ')
    .trim();
}

/** Why a word cannot stand in an iPXE command, or undefined when it can. */
export function unwritable(word: string): string | undefined {
  if (/[^\x21-\x7e]/.test(word)) return 'blanks, control or non-ASCII characters';
  if (word.includes('${')) return '"${", which iPXE expands';
  if (word === '||' || word === '&&' || word.startsWith('#')) return 'a word that is an operator or a comment to iPXE';
  return undefined;
}

/** The spec of a node that boots by iPXE, with what no iPXE script can say among its problems. */
export function withWordsChecked(spec: BootSpec): BootSpec {
  if (spec.loader !== 'ipxe') return spec;
  const problems = spec.args.flatMap((word): BootProblem[] => {
    const reason = unwritable(word);
    if (reason === undefined) return [];
    const sentence = `kernel argument ${JSON.stringify(word)} holds ${reason}`;
    // GRUB takes blanks and "${", and changes quotes and backslashes.
    const remedy = /["'\\]/.test(word) ? 'change kernel.args' : 'change kernel.args, or boot this node by grub';
    return [{ code: 'IPXE_ARGUMENT_UNWRITABLE', sentence, remedy }];
  });
  return problems.length === 0 ? spec : withSpec(spec, { problems: [...spec.problems, ...problems] });
}
