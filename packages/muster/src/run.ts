import { CommanderError } from 'commander';
import { configOption, leadingWords } from './command-line.ts';
import { createContext } from './context.ts';
import { DryRunEnd } from './dry-run.ts';
import { EXIT } from './exit-codes.ts';
import { HELP_TOPICS } from './help-topics.ts';
import { Interrupted, type Io } from './io.ts';
import { buildProgram, withoutHelpWord } from './program.ts';
import type { LogStyle } from './logger.ts';
import type { Site } from './site.ts';
import { version } from './version.ts';

/**
 * Runs one command line (without `node` and the script) and gives its exit code, one of `exit-codes.ts`. Prints through `io` only; ends nothing.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  if (argv[0] === '__complete') {
    const { answerShell } = await import('./completion/answer.ts');
    await answerShell(argv.slice(1), io);
    return EXIT.ok;
  }
  const [first, second] = leadingWords(argv, 2);
  const topic = first === 'help' ? HELP_TOPICS.find(({ name }) => name === second) : undefined;
  if (topic !== undefined) {
    io.stdout.write(`${topic.text}\n`);
    return EXIT.ok;
  }
  const config = configOption(argv);
  const choice = { cwd: io.cwd, ...(config === undefined ? {} : { config }) };
  let opened: Promise<Site> | undefined;
  const site = async (style: LogStyle = 'command'): Promise<Site> => {
    opened ??= import('./site.ts').then(({ openSite }) => openSite(choice, io, style));
    return opened;
  };
  let code: number = EXIT.ok;
  let problem: unknown;
  try {
    const built = await buildProgram(argv, io, version, site, async (command, args, options) => {
      const context = await createContext(io, choice, site, options);
      try {
        code = (await command.run(context, args, options)) ?? EXIT.ok;
      } catch (error) {
        if (!(error instanceof DryRunEnd)) throw error;
      } finally {
        await context.close();
      }
    });
    problem = built.problem;
    if (argv.length === 0) built.program.outputHelp();
    else await built.program.parseAsync([...withoutHelpWord(built.program, argv)], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof Interrupted) {
      io.stderr.write('\n');
      return EXIT.interrupted;
    }
    if (!(error instanceof CommanderError)) return await report(error, io);
    if (error.exitCode !== 0 && problem !== undefined) await noteMissingPlugins(problem, io);
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  } finally {
    const last = await opened?.catch(() => undefined);
    await last?.close();
  }
}

async function report(error: unknown, io: Io): Promise<number> {
  const { formatError, isMusterError } = await import('@muster/core/client');
  io.stderr.write(`${formatError(error)}\n`);
  return isMusterError(error) && error.usage ? EXIT.usage : EXIT.failed;
}

/** A command that is not known may be one of a plugin that could not be loaded. */
async function noteMissingPlugins(problem: unknown, io: Io): Promise<void> {
  const { formatError, isMusterError } = await import('@muster/core/client');
  if (isMusterError(problem) && problem.code === 'CONFIG_NOT_FOUND') {
    io.stderr.write('Plugins bring more commands, but no configuration was found here.\n');
  } else io.stderr.write(`The commands of plugins are not known:\n${formatError(problem)}\n`);
}
