import { writeFile } from 'node:fs/promises';
import type { CommandOption, CommandRun } from '../plugin/types.ts';

/** A program's configuration, as a command prints it. */
export interface RenderedConf {
  readonly text: string;
  /** Has the program itself read it. */
  readonly check: () => Promise<void>;
}

/** Options of a command that renders a program's configuration; `checker`: the program that reads it, `dhcpd -t`. */
export function renderOptions(checker: string): readonly CommandOption[] {
  return [
    { flags: '--file <file>', summary: 'write to this file instead of standard output', completes: 'file' },
    { flags: '--check', summary: `have ${checker} read it first; nothing is written when it refuses` },
  ];
}

/** Checks the configuration when asked to, and prints it, or writes it into the file named. */
export async function giveRendered({ options, print }: CommandRun, { text, check }: RenderedConf): Promise<void> {
  if (options.check === true) await check();
  const { file } = options;
  if (typeof file !== 'string') {
    print(text.trimEnd());
    return;
  }
  await writeFile(file, text);
  print(`wrote ${file}`);
}
