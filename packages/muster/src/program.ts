import { Command } from 'commander';
import { commandEntries } from './commands/index.ts';
import { leadingWords } from './command-line.ts';
import { type Contributed, contributedCommands } from './contributed.ts';
import type { Io } from './io.ts';
import { type Execute, mount } from './mount.ts';
import { CONFIG_OPTION } from './options.ts';
import type { Site } from './site.ts';

const HELP_END = `
Commands of the site's plugins: muster plugin commands
Help of a command, with examples: muster COMMAND --help
What exit codes mean: muster help exit-codes; how several nodes are written: muster help node-sets`;

/** What a command line needs parsed: the program, and why commands of plugins may be missing from it. */
export interface Program {
  readonly program: Command;
  readonly problem: unknown;
}

/**
 * Builds as much of the program as this command line needs: the modules of the group that is meant, and the plugins'
 * commands when it is not one of our own.
 */
export async function buildProgram(
  argv: readonly string[],
  io: Io,
  version: string,
  site: () => Promise<Site>,
  execute: Execute,
): Promise<Program> {
  const program = createProgram(io, version);
  const words = leadingWords(argv, 3);
  const [first, second] = words[0] === 'help' ? words.slice(1) : words;
  let known = first === undefined;
  for (const { word, summary, load } of commandEntries) {
    if (word !== first) {
      program.command(word).description(summary);
      continue;
    }
    const commands = await load();
    for (const command of commands) mount(program, command, execute, summary);
    known = commands.some(({ name }) => name === word || name === `${word} ${second ?? ''}`);
  }
  if (known) return { program, problem: undefined };
  const { commands, problem }: Contributed = await contributedCommands(site);
  for (const command of commands) mount(program, command, execute);
  return { program, problem };
}

/**
 * The command line that `help A B` stands for: `A B --help`, or, where there is no such command, `A B` itself, which is refused
 * with what is near. Anything else as it is.
 */
export function withoutHelpWord(program: Command, argv: readonly string[]): readonly string[] {
  const [first, ...words] = leadingWords(argv, 4);
  if (first !== 'help' || words.length === 0) return argv;
  const path: string[] = [];
  let group = program;
  for (const word of words) {
    if (group.commands.length === 0) break;
    const found = group.commands.find((command) => command.name() === word);
    if (found === undefined) return words;
    path.push(word);
    group = found;
  }
  return [...path, '--help'];
}

/** The program without commands. Nothing in it ends the process or writes past `io`. */
export function createProgram(io: Pick<Io, 'stdout' | 'stderr'>, version: string): Command {
  return new Command('muster')
    .description('Boots clusters: network provisioning of stateless machines')
    .version(version)
    .option(CONFIG_OPTION.flags, CONFIG_OPTION.summary)
    .addHelpText('after', HELP_END)
    .showHelpAfterError('(--help shows how the command is used)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        io.stdout.write(text);
      },
      writeErr: (text) => {
        io.stderr.write(text);
      },
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    });
}
