import { Command as Program } from 'commander';
import type { CliCommand } from '../command.ts';
import { commandEntries } from '../commands/index.ts';
import { adapt } from '../contributed.ts';
import { mount } from '../mount.ts';
import { code, GENERATED, markdownTable } from './markdown.ts';
import { commandsOf } from './plugin-commands.ts';
import { standardPluginValues } from './standard-plugins.ts';

const INTRODUCTION = `# The muster command

Every command takes \`--config PATH\`; without it the configuration is looked for in the current folder, then in
\`/etc/muster\`. Exit codes: 0, 1 when the command failed, 2 when the command line is wrong. Commands that list or show take
\`--output table|json|yaml\`; commands that destroy ask, unless \`--yes\` is given.

A node set is a list of names with ranges, \`n[01-40],login1\`, without what stands after \`!\`; where nodes are chosen that
exist already, also \`@all\`, \`@profile:NAME\`, \`@image:NAME\`, \`@cluster:NAME\`, \`@tag:KEY=VALUE\`.
`;

/** docs/reference/cli.md. */
export async function cliPage(folder: string): Promise<string> {
  const sections: string[] = [];
  for (const { word, summary, load } of commandEntries) {
    sections.push(section(word, summary, await load()));
  }
  for (const plugin of standardPluginValues) {
    const commands = (await commandsOf(plugin, folder)).map(adapt);
    if (commands.length > 0) sections.push(section(`Plugin ${plugin.name}`, plugin.summary ?? '', commands));
  }
  return `${GENERATED}\n${[INTRODUCTION, ...sections].join('\n')}`;
}

function section(title: string, summary: string, commands: readonly CliCommand[]): string {
  return `## ${title}\n\n${summary}.\n\n${commands.map(commandText).join('\n')}`;
}

function commandText(command: CliCommand): string {
  const { usage, options } = parsed(command);
  const heading = `### muster ${command.name}\n\n${command.summary}.\n\n`;
  const lines = ['```', `muster ${command.name}${usage === '' ? '' : ` ${usage}`}`, '```', ''].join('\n');
  const given = (command.arguments ?? []).map(({ syntax, summary }) => [code(syntax), summary]);
  const rows = [...given, ...options];
  const table = rows.length === 0 ? '' : `\n${markdownTable(['argument or option', 'meaning'], rows)}`;
  return `${heading}${lines}${table}\n\`\`\`sh\n${command.examples.join('\n')}\n\`\`\`\n`;
}

/** Usage and options as commander knows them. */
function parsed(command: CliCommand): { usage: string; options: string[][] } {
  const program = new Program('muster');
  mount(program, command, () => Promise.resolve());
  const leaf = command.name
    .split(' ')
    .reduce((above, word) => above.commands.find((child) => child.name() === word) ?? above, program);
  const options = leaf.options.map(({ flags, description, argChoices, defaultValue }) => [
    code(flags),
    [
      description,
      argChoices === undefined ? '' : `: ${argChoices.join(', ')}`,
      defaultValue === undefined ? '' : ` (default: ${String(defaultValue)})`,
    ].join(''),
  ]);
  return { usage: leaf.usage(), options };
}
