import type { CliCommand } from '../command.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { NODE_SETS } from '../help-topics.ts';
import { RESULT } from '../options.ts';
import { code, GENERATED, markdownTable } from './markdown.ts';
import type { CommandSection } from './sections.ts';
import { usageOf } from './usage.ts';

const INTRODUCTION = `# The muster command

Every command takes \`--config PATH\`; without it the configuration is looked for in the current folder, then in
\`/etc/muster\`. Commands that list or show take \`--output table|json|yaml\`; commands that change something take \`--reason\`
and, for programs, tell with \`--output json|yaml\` what they did; commands that destroy ask, unless \`--yes\` is given, and tell with
\`--dry-run\` what they would do. There are colours and progress
bars on terminals only, no colours where \`NO_COLOR\` is set.

\`muster completion bash|zsh|fish\` prints the script that completes command lines, with the names of the site. The same text as
here is in \`docs/man\` for \`man\`.

${NODE_SETS}
`;

/** docs/reference/cli.md. */
export function cliPage(sections: readonly CommandSection[]): string {
  const codes = markdownTable(
    ['exit code', 'meaning'],
    EXIT_CODES.map(({ code: number, meaning }) => [String(number), meaning]),
  );
  return `${GENERATED}\n${[INTRODUCTION, codes, ...sections.map(section)].join('\n')}`;
}

function section({ word, plugin, summary, commands }: CommandSection): string {
  return `## ${plugin ? `Plugin ${word}` : word}\n\n${summary}.\n\n${commands.map(commandText).join('\n')}`;
}

function commandText(command: CliCommand): string {
  const { synopsis, rows } = usageOf(command);
  const heading = `### muster ${command.name}\n\n${command.summary}.\n\n`;
  const lines = ['```', `muster ${command.name}${synopsis === '' ? '' : ` ${synopsis}`}`, '```', ''].join('\n');
  const cells = rows.map(({ flags, meaning }) => [code(flags), meaning]);
  const table = cells.length === 0 ? '' : `\n${markdownTable(['argument or option', 'meaning'], cells)}`;
  const fields = Object.entries(command.result ?? {}).map(([name, meaning]) => [code(name), meaning]);
  const result = fields.length === 0 ? '' : `\n${RESULT}\n\n${markdownTable(['field', 'meaning'], fields)}`;
  return `${heading}${lines}${table}${result}\n\`\`\`sh\n${command.examples.join('\n')}\n\`\`\`\n`;
}
