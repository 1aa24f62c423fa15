import type { Control } from '@muster/core';
import { connect, settle } from './control.ts';
import { planInstead } from './dry-run.ts';
import type { Io } from './io.ts';
import type { LogStyle } from './logger.ts';
import { createFormatter, FORMATS, type Format } from './output/format.ts';
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
  /** What a command does with a site goes through here: to the server when one runs, else to the files. */
  control(): Promise<Control>;
  /** After work of this process on images and files: a server has what is new in use when this resolves. */
  settle(): Promise<void>;
  /** Text on standard output, with a line end. */
  print(text: string): void;
  /** Text for people, `value` for programs: what a command did, or one text that was asked for. */
  tell(text: string, value: unknown): void;
  /** Text for people on standard error, with a line end. */
  note(text: string): void;
  /** Records in the format the user chose. */
  table(rows: readonly Row[]): void;
  /** One value of a stream: a line of JSON, or a document of YAML. */
  item(value: unknown): void;
  /** One thing: its `rows` as a table for people, `value` itself for programs. */
  show(value: unknown, rows: readonly Row[]): void;
  readonly progress: Progress;
  /** What `--output` says. */
  readonly format: Format;
  /** Resolves once the user said yes; throws when they did not, or nobody can be asked and `--yes` is missing. */
  confirm(question: string): Promise<void>;
  /** Ends what the command opened, but for its site. */
  close(): Promise<void>;
}

/** `--output`, `--yes`, `--reason` and `--dry-run` of one command line. */
export interface CommonOptions {
  readonly output?: unknown;
  readonly yes?: unknown;
  readonly reason?: unknown;
  readonly dryRun?: unknown;
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
  let control: Promise<Control> | undefined;
  const context: CliContext = {
    io,
    choice,
    progress,
    format: formatter.format,
    site,
    control: () => {
      control ??= connect(context, options.reason).then((open) =>
        options.dryRun === true ? planInstead(open, context) : open,
      );
      return control;
    },
    settle: async () => {
      await settle(await context.control(), (text) => {
        context.note(text);
      });
    },
    close: async () => {
      progress.end();
      await (await control?.catch(() => undefined))?.close();
    },
    print: (text) => {
      out(`${text}\n`);
    },
    tell: (text, value) => {
      out(formatter.format === 'table' ? `${text}\n` : formatter.value(value, []));
    },
    note: (text) => {
      progress.end();
      io.stderr.write(`${text}\n`);
    },
    table: (rows) => {
      if (rows.length === 0 && formatter.format === 'table') context.note('nothing to list');
      else out(formatter.rows(rows, style));
    },
    item: (value) => {
      out(formatter.item(value));
    },
    show: (value, rows) => {
      out(formatter.value(value, rows, style));
    },
    confirm: async (question) => {
      if (options.yes === true || options.dryRun === true) return;
      const { cliErrors } = await import('./errors.ts');
      if (io.ask === undefined) throw cliErrors.cannotAsk(question);
      const answer = await io.ask(`${question} [y/N] `);
      if (!/^\s*y(es)?\s*$/i.test(answer)) throw cliErrors.declined();
    },
  };
  return context;
}
