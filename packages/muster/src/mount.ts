import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { Args, CliArgument, CliCommand, CliOption } from './command.ts';
import { optionsOf, RESULT } from './options.ts';

/** Runs a command with what commander made of the command line. */
export type Execute = (command: CliCommand, args: Args, options: Readonly<Record<string, unknown>>) => Promise<void>;

/** Adds a command below `parent`, with the groups its name goes through. */
export function mount(parent: Command, command: CliCommand, execute: Execute, groupSummary?: string): void {
  const words = command.name.split(' ');
  const leaf = words.pop() ?? command.name;
  const group = words.reduce((above, word) => child(above, word, groupSummary), parent);
  const mounted = group.command(leaf).description(command.summary);
  for (const argument of command.arguments ?? []) mounted.addArgument(toArgument(argument));
  for (const option of optionsOf(command)) mounted.addOption(toOption(option));
  const fields = Object.entries(command.result ?? {}).map(([name, meaning]) => `  ${name}: ${meaning}`);
  if (fields.length > 0) mounted.addHelpText('after', `\n${RESULT}\n${fields.join('\n')}`);
  mounted.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  $ ${line}`).join('\n')}`);
  mounted.action(async () => {
    const args = Object.fromEntries(
      mounted.registeredArguments.map((argument, index) => [argument.name(), mounted.processedArgs[index] as string]),
    );
    await execute(command, args, mounted.optsWithGlobals());
  });
}

function child(parent: Command, word: string, summary: string | undefined): Command {
  const known = parent.commands.find((command) => command.name() === word);
  if (known !== undefined) return known;
  return parent.command(word).description(summary ?? 'Commands of plugins');
}

function toArgument({ syntax, summary, choices }: CliArgument): Argument {
  const argument = new Argument(syntax, summary);
  return choices === undefined ? argument : argument.choices(choices);
}

function toOption({ flags, summary, default: fallback, repeat, choices }: CliOption): Option {
  const option = new Option(flags, summary);
  if (choices !== undefined) option.choices(choices);
  if (repeat === true) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  if (fallback !== undefined && fallback !== false) option.default(fallback);
  if (typeof fallback === 'number') option.argParser(numberOf);
  return option;
}

function numberOf(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}
