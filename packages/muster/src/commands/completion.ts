import { readFile } from 'node:fs/promises';
import { type CliCommand, requiredText } from '../command.ts';

/** Shells there is a script for, and its name in `completions`. */
const SCRIPTS: Readonly<Record<string, string>> = { bash: 'muster.bash', zsh: '_muster', fish: 'muster.fish' };

export const completion: CliCommand = {
  name: 'completion',
  summary:
    'Print the script that makes a shell complete commands, options and the names of nodes, profiles, images and so on',
  arguments: [{ syntax: '<shell>', summary: 'the shell it is for', choices: Object.keys(SCRIPTS) }],
  examples: [
    'muster completion bash > /etc/bash_completion.d/muster',
    'muster completion zsh > /usr/local/share/zsh/site-functions/_muster',
    'muster completion fish > ~/.config/fish/completions/muster.fish',
  ],
  run: async (context, args) => {
    const name = SCRIPTS[requiredText(args, 'shell')] ?? '';
    const text = await readFile(new URL(`../../completions/${name}`, import.meta.url), 'utf8');
    context.print(text.replace(/\n$/, ''));
    return undefined;
  },
};
