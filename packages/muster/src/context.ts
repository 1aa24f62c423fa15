import type { Io } from './io.ts';
import type { LogStyle } from './logger.ts';
import { createFormatter, FORMATS } from './output/format.ts';
import { createProgress, type Progress } from './output/progress.ts';
import { headingStyle } from './output/style.ts';
import type { Row } from './output/table.ts';
import type { Site, SiteChoice } from './site.ts';

/** What a command works with. */
export interface CliContext {
  readonly io: Io;
  /** How the configuration is found: `--config` and the current folder. */
  readonly choice: SiteChoice;
  /** The site with its services and plugins, opened when first asked for. */
  site(log?: LogStyle): Promise<Site>;
  /** Text on standard output, with a line end. */
  print(text: string): void;
  /** Text for people on standard error, with a line end. */
  note(text: string): void;
  /** Records in the format the user chose. */
  table(rows: readonly Row[]): void;
  /** One thing: its `rows` as a table for people, `value` itself for programs. */
  show(value: unknown, rows: readonly Row[]): void;
  readonly progress: Progress;
  /** Resolves once the user said yes; throws when they did not, or nobody can be asked and `--yes` is missing. */
  confirm(question: string): Promise<void>;
}

/** `--output` and `--yes` of one command line. */
export interface CommonOptions {
  readonly output?: unknown;
  readonly yes?: unknown;
}

/** The context of one command. */
export async function createContext(
  io: Io,
  choice: SiteChoice,
  site: (log?: LogStyle) => Promise<Site>,
  options: CommonOptions = {},
): Promise<CliContext> {
  const formatter = await createFormatter(FORMATS.find((known) => known === options.output) ?? 'table');
  const style = headingStyle(io);
  const progress = createProgress(io.stderr);
  const out = (text: string): void => {
    progress.end();
    io.stdout.write(text);
  };
  const context: CliContext = {
    io,
    choice,
    progress,
    site,
    print: (text) => {
      out(`${text}\n`);
    },
    note: (text) => {
      progress.end();
      io.stderr.write(`${text}\n`);
    },
    table: (rows) => {
      if (rows.length === 0 && formatter.format === 'table') context.note('nothing to list');
      else out(formatter.rows(rows, style));
    },
    show: (value, rows) => {
      out(formatter.value(value, rows, style));
    },
    confirm: async (question) => {
      if (options.yes === true) return;
      const { cliErrors } = await import('./errors.ts');
      if (io.ask === undefined) throw cliErrors.cannotAsk(question);
      const answer = await io.ask(`${question} [y/N] `);
      if (!/^\s*y(es)?\s*$/i.test(answer)) throw cliErrors.declined();
    },
  };
  return context;
}
