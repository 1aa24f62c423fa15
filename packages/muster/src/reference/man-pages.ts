import type { CliCommand } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { NODE_SETS } from '../help-topics.ts';
import { CONFIG_OPTION, RESULT } from '../options.ts';
import { version } from '../version.ts';
import { heading, paragraph, roffText, term, verbatim } from './roff.ts';
import type { CommandSection } from './sections.ts';
import { usageOf } from './usage.ts';

const COMMENT = '.\\" Generated from the code by "npm run docs"; a test keeps it current.\n';

interface Page {
  readonly word: string;
  readonly summary: string;
  readonly commands: readonly CliCommand[];
}

/** docs/man: `muster.1`, and `muster-WORD.1` for each word after `muster`, by name. Text is man(7) roff. */
export function manPages(sections: readonly CommandSection[]): ReadonlyMap<string, string> {
  const pages = byWord(sections);
  return new Map([
    ['muster.1', tidy(overview(pages))],
    ...pages.map((page): [string, string] => [`muster-${page.word}.1`, tidy(commandPage(page))]),
  ]);
}

/** A heading begins a paragraph by itself. */
function tidy(page: string): string {
  return page.replaceAll(/^(\.S[HS] .*\n)\.PP\n/gm, '$1');
}

/** Plugins bring commands to words of ours and to new ones. */
function byWord(sections: readonly CommandSection[]): readonly Page[] {
  const pages = new Map<string, { word: string; summary: string; commands: CliCommand[] }>();
  for (const { word: title, plugin, summary, commands } of sections) {
    for (const command of commands) {
      const word = plugin ? (command.name.split(' ')[0] ?? command.name) : title;
      const page = pages.get(word) ?? { word, summary: plugin ? `Commands of plugin ${title}` : summary, commands: [] };
      page.commands.push(command);
      pages.set(word, page);
    }
  }
  return [...pages.values()];
}

function title(name: string, summary: string): string {
  const head = `.TH "${roffText(name.toUpperCase())}" "1" "" "Muster ${roffText(version)}" "Muster"\n`;
  return `${COMMENT}${head}${heading('SH', 'NAME')}${roffText(name)} \\- ${roffText(summary)}\n`;
}

function overview(pages: readonly Page[]): string {
  return [
    title('muster', 'boots clusters: network provisioning of stateless machines'),
    heading('SH', 'SYNOPSIS'),
    '\\fBmuster\\fR [\\fB\\-\\-config\\fR \\fIpath\\fR] \\fIcommand\\fR [\\fIoptions\\fR] [\\fIarguments\\fR]\n',
    heading('SH', 'DESCRIPTION'),
    paragraph(
      'Machines with empty disks boot over the network straight into a running operating system. Commands go to the server of the site when one runs, else they work on its files. Those that list or show take `--output`, those that change something `--reason`, those that destroy ask unless `--yes` is given.',
    ),
    heading('SH', 'COMMANDS'),
    ...pages.map(({ word, summary }) => `.TP\n\\fBmuster\\-${roffText(word)}\\fR(1)\n${roffText(summary)}\n`),
    heading('SH', 'OPTIONS'),
    term(CONFIG_OPTION.flags, CONFIG_OPTION.summary),
    term('--help', 'how the command is used, with examples'),
    term('--version', 'the version'),
    heading('SH', 'NODE SETS'),
    paragraph(NODE_SETS),
    exitStatus(),
    heading('SH', 'ENVIRONMENT'),
    term('NO_COLOR', 'no colours, also on terminals'),
    heading('SH', 'FILES'),
    term('muster.config.yaml', 'the configuration, looked for in the current folder, then in /etc/muster'),
    term('registry/*.yaml', 'profiles and nodes'),
    term(
      '/var/lib/muster',
      'images, keys, leases and the socket control.sock of the server, for a site in /etc/muster',
    ),
    seeAlso(pages.map(({ word }) => `muster-${word}`)),
  ].join('');
}

function commandPage({ word, summary, commands }: Page): string {
  const name = `muster-${word}`;
  const synopsis = commands.map((command) => {
    const { synopsis: usage } = usageOf(command);
    return `\\fBmuster ${roffText(command.name)}\\fR${usage === '' ? '' : ` ${roffText(usage)}`}\n`;
  });
  return [
    title(name, summary),
    heading('SH', 'SYNOPSIS'),
    synopsis.join('.br\n'),
    heading('SH', 'DESCRIPTION'),
    ...commands.map((command) => described(command, commands.length > 1)),
    exitStatus(),
    seeAlso(['muster']),
  ].join('');
}

function described(command: CliCommand, several: boolean): string {
  return [
    several ? heading('SS', `muster ${command.name}`) : '',
    paragraph(`${command.summary}.`),
    ...usageOf(command).rows.map(({ flags, meaning }) => term(flags, meaning)),
    ...(command.result === undefined ? [] : [paragraph(RESULT)]),
    ...Object.entries(command.result ?? {}).map(([name, meaning]) => term(name, meaning)),
    paragraph(command.examples.length === 1 ? 'Example:' : 'Examples:'),
    verbatim(command.examples),
  ].join('');
}

function exitStatus(): string {
  return [
    heading('SH', 'EXIT STATUS'),
    ...EXIT_CODES.map(({ code, meaning }) => term(String(code), `${meaning}.`)),
  ].join('');
}

function seeAlso(names: readonly string[]): string {
  return `${heading('SH', 'SEE ALSO')}${names.map((name) => `\\fB${roffText(name)}\\fR(1)`).join(',\n')}\n`;
}
