import { CommanderError } from 'commander';
import { configOption } from './command-line.ts';
import { createContext } from './context.ts';
import { DryRunEnd } from './dry-run.ts';
import type { Io } from './io.ts';
import { buildProgram } from './program.ts';
import type { LogStyle } from './logger.ts';
import type { Site } from './site.ts';
import { version } from './version.ts';

const FAILED = 1;
const USAGE = 2;

/**
 * Runs one command line (without `node` and the script) and gives its exit code: 0, 1 when the command failed, 2 when
 * the line itself is wrong. Prints through `io` only; ends nothing.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const config = configOption(argv);
  const choice = { cwd: io.cwd, ...(config === undefined ? {} : { config }) };
  let opened: Promise<Site> | undefined;
  const site = async (style: LogStyle = 'command'): Promise<Site> => {
    opened ??= import('./site.ts').then(({ openSite }) => openSite(choice, io, style));
    return opened;
  };
  let code = 0;
  let problem: unknown;
  try {
    const built = await buildProgram(argv, io, version, site, async (command, args, options) => {
      const context = await createContext(io, choice, site, options);
      try {
        code = (await command.run(context, args, options)) ?? 0;
      } catch (error) {
        if (!(error instanceof DryRunEnd)) throw error;
      } finally {
        await context.close();
      }
    });
    problem = built.problem;
    if (argv.length === 0) built.program.outputHelp();
    else await built.program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return await report(error, io);
    if (error.exitCode !== 0 && problem !== undefined) await noteMissingPlugins(problem, io);
    return error.exitCode === 0 ? 0 : USAGE;
  } finally {
    const last = await opened?.catch(() => undefined);
    await last?.close();
  }
}

async function report(error: unknown, io: Io): Promise<number> {
  const { formatError } = await import('@muster/core/client');
  io.stderr.write(`${formatError(error)}\n`);
  return FAILED;
}

/** A command that is not known may be one of a plugin that could not be loaded. */
async function noteMissingPlugins(problem: unknown, io: Io): Promise<void> {
  const { formatError, isMusterError } = await import('@muster/core/client');
  if (isMusterError(problem) && problem.code === 'CONFIG_NOT_FOUND') {
    io.stderr.write('Plugins bring more commands, but no configuration was found here.\n');
  } else io.stderr.write(`The commands of plugins are not known:\n${formatError(problem)}\n`);
}
