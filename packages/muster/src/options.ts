import type { CliCommand, CliOption } from './command.ts';
import { FORMATS } from './output/format.ts';

/** Options that stand before or after every command. */
export const CONFIG_OPTION: CliOption = {
  flags: '--config <path>',
  summary: 'configuration file, instead of the one found from here',
  completes: 'file',
};

const OUTPUT: CliOption = { flags: '--output <format>', summary: 'how to print', choices: FORMATS, default: 'table' };
/** Above the fields of a command's result. */
export const RESULT = 'With --output json or yaml it prints an object of:';
const REASON: CliOption = { flags: '--reason <text>', summary: 'why; kept in the history' };
const DRY_RUN: CliOption = { flags: '--dry-run', summary: 'only show which nodes would get something else' };
const YES: CliOption = { flags: '--yes', summary: 'do not ask' };

/** All options of a command: its own, then those that come of what kind of command it is. */
export function optionsOf(
  command: Pick<CliCommand, 'options' | 'lists' | 'changes' | 'plans' | 'result' | 'destroys'>,
): readonly CliOption[] {
  return [
    ...(command.options ?? []),
    ...(command.lists === true || command.plans === true || command.result !== undefined ? [OUTPUT] : []),
    ...(command.changes === true ? [REASON] : []),
    ...(command.plans === true ? [DRY_RUN] : []),
    ...(command.destroys === true ? [YES] : []),
  ];
}

/** The long name of an option, and whether a value follows it. */
export function optionName({ flags }: Pick<CliOption, 'flags'>): {
  readonly names: readonly string[];
  readonly value: boolean;
} {
  return { names: flags.match(/(?<![\w-])--?[a-z][\w-]*/gi) ?? [], value: /[<[]/.test(flags) };
}
