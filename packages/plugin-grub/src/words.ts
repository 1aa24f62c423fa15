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
  // isspace (lib/ctype.c) goes by octets; "à" ends in this one.
  if (Buffer.from(word).includes(0xa0))
    return 'a letter that is written with the octet A0, which Linux takes for a blank';
  return undefined;
}

/** `COMMAND_LINE_SIZE` of Linux on x86 and ARM64, its end included: GRUB leaves out the words that do not fit. */
const MOST_COMMAND_LINE = 2048;

/** `BOOT_IMAGE=` and the device, which GRUB puts before the kernel's path, and a blank: `(http,server.example:9873)`. */
const BEFORE_PATH = 128;

/** The spec of a node that boots by GRUB, with what GRUB cannot hand to a kernel, or ask a server for, among its problems. */
export function withWordsChecked(spec: BootSpec): BootSpec {
  if (spec.loader !== 'grub') return spec;
  const problems = [...spec.args.flatMap(argumentProblem), ...partProblems(spec), ...lengthProblem(spec)];
  return problems.length === 0 ? spec : withSpec(spec, { problems: [...spec.problems, ...problems] });
}

function argumentProblem(word: string): BootProblem[] {
  const reason = unwritable(word);
  if (reason === undefined) return [];
  const sentence = `kernel argument ${JSON.stringify(word)} holds ${reason}`;
  return [{ code: 'GRUB_ARGUMENT_UNWRITABLE', sentence, remedy: REMEDY }];
}

const REMEDY =
  'change kernel.args; a value with blanks needs no quotes as an item of its own: GRUB puts them around the whole argument';

/** Paths come from core, or from plugins; GRUB encodes nothing of them. */
function partProblems({ kernel, initrds }: BootSpec): BootProblem[] {
  return [...(kernel === undefined ? [] : [kernel]), ...initrds].flatMap(({ role, path }): BootProblem[] => {
    if (!/[^\x21-\x7e]/.test(path)) return [];
    const sentence = `the address of ${role}, ${JSON.stringify(path)}, holds blanks, control or non-ASCII characters`;
    return [
      { code: 'GRUB_ADDRESS_UNWRITABLE', sentence, remedy: 'mend the plugin that adds it: muster explain tells which' },
    ];
  });
}

function lengthProblem({ kernel, args }: BootSpec): BootProblem[] {
  const words = args.map((word) => word.length + (word.includes(' ') ? 3 : 1));
  const length = words.reduce((sum, one) => sum + one, BEFORE_PATH + (kernel?.path.length ?? 0));
  if (length < MOST_COMMAND_LINE) return [];
  const sentence = `the kernel command line is some ${length} characters long, and GRUB leaves out arguments after ${MOST_COMMAND_LINE - 1}`;
  return [
    {
      code: 'GRUB_COMMAND_LINE_TOO_LONG',
      sentence,
      remedy: 'shorten kernel.args: whole arguments are left out otherwise',
    },
  ];
}
