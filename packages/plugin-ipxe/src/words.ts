import { type BootProblem, type BootSpec, withSpec } from '@muster/core';

/**
 * iPXE splits a command at white space and knows no quotes; `${…}` is expanded before anything else, and cannot be
 * written literally; a backslash at its end continues a line. What is shown is therefore cleaned, and what must arrive unchanged is checked.
 */

/** Words that part commands (iPXE `core/exec.c`). */
const OPERATORS = new Set(['||', '&&', ';']);

/** `COMMAND_LINE_SIZE` of Linux on x86 and ARM64, its end included: iPXE cuts what is longer. */
const MOST_COMMAND_LINE = 2048;

/** Text for `echo`: one line, no expansion, no operators. */
export function shown(text: string): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/\$\{/g, '$ {')
    .split(/\s+/)
    .map((word) => (OPERATORS.has(word) || word.startsWith('#') ? `'${word}'` : word))
    .join(' ')
    .trim()
    .replace(/\\$/, "\\'");
}

/** Why a word cannot stand in an iPXE command, or undefined when it can. */
export function unwritable(word: string): string | undefined {
  if (word === '') return 'nothing: iPXE keeps no empty words';
  if (/[^\x21-\x7e]/.test(word)) return 'blanks, control or non-ASCII characters';
  if (word.includes('${')) return '"${", which iPXE expands';
  if (OPERATORS.has(word) || word.startsWith('#')) return 'a word that is an operator or a comment to iPXE';
  return undefined;
}

/** The spec of a node that boots by iPXE, with what no iPXE script can say among its problems. */
export function withWordsChecked(spec: BootSpec): BootSpec {
  if (spec.loader !== 'ipxe') return spec;
  const problems = [...spec.args.flatMap(argumentProblem), ...partProblems(spec), ...lengthProblem(spec)];
  return problems.length === 0 ? spec : withSpec(spec, { problems: [...spec.problems, ...problems] });
}

function argumentProblem(word: string): BootProblem[] {
  const reason = unwritable(word);
  if (reason === undefined) return [];
  const sentence = `kernel argument ${JSON.stringify(word)} holds ${reason}`;
  // GRUB takes blanks and "${", and changes quotes and backslashes.
  const remedy = /["'\\]/.test(word) ? 'change kernel.args' : 'change kernel.args, or boot this node by grub';
  return [{ code: 'IPXE_ARGUMENT_UNWRITABLE', sentence, remedy }];
}

/** Names and paths come from core, or from plugins, which may not know what iPXE makes of them. */
function partProblems({ kernel, initrds }: BootSpec): BootProblem[] {
  return [...(kernel === undefined ? [] : [kernel]), ...initrds].flatMap(({ role, name, path }): BootProblem[] => {
    const reason = unwritable(name) ?? unwritable(path) ?? unreadable(name);
    if (reason === undefined) return [];
    const sentence = `the address of ${role}, ${JSON.stringify(path)} (${JSON.stringify(name)}), holds ${reason}`;
    return [
      { code: 'IPXE_ADDRESS_UNWRITABLE', sentence, remedy: 'mend the plugin that adds it: muster explain tells which' },
    ];
  });
}

/** Names stand on the kernel's command line, where blanks do not end a word after a quotation mark (Linux `lib/cmdline.c`). */
function unreadable(name: string): string | undefined {
  return name.includes('"') ? 'a quotation mark, after which the kernel takes blanks for letters' : undefined;
}

/** What the kernel gets: under UEFI the kernel's name, the initrds' names, the arguments. */
export function commandLineOf({ kernel, initrds, args }: BootSpec): string {
  return [kernel?.name ?? '', ...initrds.map(({ name }) => `initrd=${name}`), ...args].join(' ');
}

function lengthProblem(spec: BootSpec): BootProblem[] {
  const { length } = commandLineOf(spec);
  if (length < MOST_COMMAND_LINE) return [];
  const sentence = `the kernel command line is ${length} characters long, of which iPXE cuts what comes after ${MOST_COMMAND_LINE - 1}`;
  return [
    {
      code: 'IPXE_COMMAND_LINE_TOO_LONG',
      sentence,
      remedy: 'shorten kernel.args: whole arguments are cut off otherwise',
    },
  ];
}
