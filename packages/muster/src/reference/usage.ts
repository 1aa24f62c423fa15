import { Command as Program } from 'commander';
import type { CliCommand } from '../command.ts';
import { mount } from '../mount.ts';

/** An argument or option as help shows it. */
export interface UsageRow {
  readonly flags: string;
  readonly meaning: string;
}

/** How a command is used, as commander knows it. */
export interface Usage {
  /** Behind the name: `[options] <node>`. */
  readonly synopsis: string;
  readonly rows: readonly UsageRow[];
}

export function usageOf(command: CliCommand): Usage {
  const program = new Program('muster');
  mount(program, command, () => Promise.resolve());
  const leaf = command.name
    .split(' ')
    .reduce((above, word) => above.commands.find((child) => child.name() === word) ?? above, program);
  const given = leaf.registeredArguments.map(({ description, argChoices }, index) => ({
    flags: command.arguments?.[index]?.syntax ?? '',
    meaning: meaningOf(description, argChoices, undefined),
  }));
  const options = leaf.options.map(({ flags, description, argChoices, defaultValue }) => ({
    flags,
    meaning: meaningOf(description, argChoices, defaultValue as string | number | boolean | undefined),
  }));
  return { synopsis: leaf.usage(), rows: [...given, ...options] };
}

function meaningOf(
  description: string,
  choices: readonly string[] | undefined,
  fallback: string | number | boolean | undefined,
): string {
  return [
    description,
    choices === undefined ? '' : `: ${choices.join(', ')}`,
    fallback === undefined ? '' : ` (default: ${String(fallback)})`,
  ].join('');
}
