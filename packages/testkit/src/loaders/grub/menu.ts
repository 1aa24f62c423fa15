import { LoaderFault } from '../fault.ts';
import type { Statement } from './parse.ts';
import { type Grub, runAll } from './run.ts';

export interface MenuEntry {
  readonly title: string;
  readonly id: string | undefined;
  readonly args: readonly string[];
  readonly body: readonly Statement[];
}

/** Options of `menuentry` and `submenu` that are followed by a value. */
const VALUED = new Set(['--class', '--users', '--hotkey', '--id', '--source']);

export function readMenuEntry(args: readonly string[], body: readonly Statement[]): MenuEntry {
  const words: string[] = [];
  let id: string | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (VALUED.has(word)) {
      at += 1;
      if (word === '--id') id = args[at];
    } else if (word !== '--unrestricted') words.push(word);
  }
  const [title = ''] = words;
  return { title, id, args: words, body };
}

/**
 * Shows the menu until something starts (normal/menu.c): the default after `timeout`, which is then gone, so that a default that
 * comes back leaves the menu waiting for a key; without a timeout it waits at once.
 */
export async function runMenu(grub: Grub): Promise<void> {
  const { menu, variables, machine } = grub;
  for (;;) {
    machine.step();
    const timeout = Number(variables.get('timeout') ?? Number.NaN);
    const seconds = timeout >= 0 ? timeout : undefined;
    const wanted = variables.get('default') ?? '0';
    const standard = menu.find(({ id, title }) => id === wanted || title === wanted) ?? menu[Number(wanted)] ?? menu[0];
    const names = menu.map(({ id, title }) => id ?? title);
    const taken = machine.menu(names, standard?.id ?? standard?.title ?? '', seconds);
    variables.delete('timeout');
    const entry = menu[names.indexOf(taken)];
    if (entry !== undefined) await runEntry(entry, grub);
  }
}

/** What an entry leaves loaded is booted when it ends (`grub_menu_execute_entry`). */
async function runEntry({ body, args, id, title }: MenuEntry, grub: Grub): Promise<void> {
  grub.variables.set('chosen', id ?? title);
  const outer = grub.parameters;
  grub.parameters = args;
  await runAll(body, grub);
  grub.parameters = outer;
  if (grub.kernel !== undefined || grub.chained !== undefined) startLoaded(grub);
}

/** `boot`. @throws {LoaderFault} */
export function startLoaded({ kernel, initrds, chained, machine }: Grub): void {
  if (chained !== undefined) machine.leave('local-disk', `chainloader ${chained}`);
  if (kernel === undefined) throw new LoaderFault('you need to load the kernel first');
  machine.start({ commandLine: kernel.args, kernel: kernel.url, initrds });
}
