import { commands } from './commands.ts';
import { list } from './list.ts';

export const pluginCommands = [list, commands];
