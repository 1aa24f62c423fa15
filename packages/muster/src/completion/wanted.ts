import type { CliArgument, CliCommand, CliOption } from '../command.ts';
import { CONFIG_OPTION, optionName, optionsOf } from '../options.ts';

/** As much of a command as completion looks at; plugins' commands come from the server in this shape. */
export type Completable = Pick<
  CliCommand,
  'name' | 'summary' | 'arguments' | 'options' | 'lists' | 'changes' | 'plans' | 'destroys'
>;

type Stands = Pick<CliArgument, 'choices' | 'completes'>;

/** What the word at the cursor is. */
export type Wanted =
  /** The next word of a command's name. */
  | { readonly kind: 'command'; readonly above: readonly string[] }
  /** An option, of those not given yet. */
  | { readonly kind: 'option'; readonly options: readonly CliOption[] }
  /** A value, which begins behind `head` of the word (`--image=`). */
  | { readonly kind: 'value'; readonly stands: Stands; readonly head: string }
  | { readonly kind: 'nothing' };

const HELP: CliOption = { flags: '--help', summary: 'how the command is used' };

/** The command that the words before the cursor name, when they name one. */
export function commandAt(words: readonly string[], commands: readonly Completable[]): Completable | undefined {
  return walk(words.slice(0, -1), commands).command;
}

/** Finds out what the last of the words after `muster` is, given the commands that the ones before may mean. */
export function wantedAt(words: readonly string[], commands: readonly Completable[]): Wanted {
  const word = words.at(-1) ?? '';
  const line = walk(words.slice(0, -1), commands);
  if (line.pending !== undefined) return { kind: 'value', stands: line.pending, head: '' };
  if (word.startsWith('-') && !line.ended) return wantedOption(word, line);
  if (line.command === undefined) return { kind: 'command', above: line.above };
  const { arguments: given = [] } = line.command;
  const last = given.at(-1);
  const argument = given[line.position] ?? (last?.syntax.includes('...') === true ? last : undefined);
  return argument === undefined ? { kind: 'nothing' } : { kind: 'value', stands: argument, head: '' };
}

interface Line {
  readonly command: Completable | undefined;
  /** Words of a command's name so far. */
  readonly above: readonly string[];
  /** How many arguments stand before the cursor. */
  readonly position: number;
  readonly options: readonly CliOption[];
  readonly given: ReadonlySet<string>;
  /** An option that waits for its value. */
  readonly pending: CliOption | undefined;
  /** `--` was given: no options any more. */
  readonly ended: boolean;
}

function walk(words: readonly string[], commands: readonly Completable[]): Line {
  let command: Completable | undefined;
  let above: string[] = [];
  let position = 0;
  let ended = false;
  let pending: CliOption | undefined;
  const given = new Set<string>();
  const options = (): readonly CliOption[] => [
    ...(command === undefined ? [] : optionsOf(command)),
    CONFIG_OPTION,
    HELP,
  ];
  for (const word of words) {
    if (pending !== undefined) pending = undefined;
    else if (word === '--') ended = true;
    else if (word.startsWith('-') && !ended) {
      const [name = ''] = word.split('=');
      given.add(name);
      const option = options().find((known) => optionName(known).names.includes(name));
      if (option !== undefined && optionName(option).value && name === word) pending = option;
    } else {
      const longer = [...above, word];
      const name = longer.join(' ');
      const known =
        position > 0 ? undefined : commands.find((one) => one.name === name || one.name.startsWith(`${name} `));
      if (known === undefined && command !== undefined) position += 1;
      else {
        above = longer;
        command = commands.find((one) => one.name === name);
      }
    }
  }
  return { command, above, position, options: options(), given, pending, ended };
}

function wantedOption(word: string, { options, given }: Line): Wanted {
  const equals = word.indexOf('=');
  if (equals < 0) {
    const left = options.filter(
      (option) => option.repeat === true || !optionName(option).names.some((name) => given.has(name)),
    );
    return { kind: 'option', options: left };
  }
  const option = options.find((known) => optionName(known).names.includes(word.slice(0, equals)));
  if (option === undefined || !optionName(option).value) return { kind: 'nothing' };
  return { kind: 'value', stands: option, head: word.slice(0, equals + 1) };
}
