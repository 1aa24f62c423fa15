import type { CliCommand } from '../command.ts';
import { commandEntries } from '../commands/index.ts';
import { adapt } from '../contributed.ts';
import { commandsOf } from './plugin-commands.ts';
import { standardPluginValues } from './standard-plugins.ts';

/** Commands that are told of together. */
export interface CommandSection {
  /** The word after `muster`, or the plugin that brings the commands. */
  readonly word: string;
  readonly plugin: boolean;
  readonly summary: string;
  readonly commands: readonly CliCommand[];
}

/** All commands of our own, then those of the standard plugins. `folder`: as {@link commandsOf} takes it. */
export async function commandSections(folder: string): Promise<readonly CommandSection[]> {
  const sections: CommandSection[] = [];
  for (const { word, summary, load } of commandEntries) {
    sections.push({ word, plugin: false, summary, commands: await load() });
  }
  for (const plugin of standardPluginValues) {
    const commands = (await commandsOf(plugin, folder)).map(adapt);
    if (commands.length === 0) continue;
    sections.push({ word: plugin.name, plugin: true, summary: plugin.summary ?? '', commands });
  }
  return sections;
}
