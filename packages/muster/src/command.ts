import type { CommandArgument, CommandOption } from '@muster/core';
import type { CliContext } from './context.ts';

/** An argument of a command of our own. */
export interface CliArgument extends CommandArgument {
  readonly choices?: readonly string[];
}

/** An option of a command of our own. */
export interface CliOption extends CommandOption {
  /** May be given several times; the value is a list. */
  readonly repeat?: true;
  readonly choices?: readonly string[];
}

export type Args = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Options = Readonly<Record<string, unknown>>;

/** A command as a value: what help prints of it, and what it does. */
export interface CliCommand {
  /** Words after `muster`. */
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly CliArgument[];
  readonly options?: readonly CliOption[];
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** Prints records, so it takes `--output`. */
  readonly lists?: true;
  /** Changes the site, so it takes `--reason`, which is kept with the snapshot that comes of it. */
  readonly changes?: true;
  /** What it changes can be planned, so it takes `--dry-run` and shows the plan instead. */
  readonly plans?: true;
  /** What it did, for programs: the fields of the object it prints with `--output json` or `yaml`, and what they mean. */
  readonly result?: Readonly<Record<string, string>>;
  /** Takes something away that cannot be brought back, so it asks and takes `--yes`. */
  readonly destroys?: true;
  /** Arguments by their name without brackets, options in camel case. Returns the exit code, 0 when nothing. */
  run(context: CliContext, args: Args, options: Options): Promise<number | undefined>;
}

/** The text of an argument or option; undefined when it was not given. */
export function textOf(values: Args | Options, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The text of an argument that commander has made sure of. */
export function requiredText(values: Args, name: string): string {
  return textOf(values, name) ?? '';
}

/** The values of an option that may be repeated, or of an argument with dots. */
export function listOf(values: Args | Options, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.map(String) : [];
}
