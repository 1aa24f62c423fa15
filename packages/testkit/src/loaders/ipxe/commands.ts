import { LoaderFault } from '../fault.ts';
import { choose } from './choose.ts';
import { fetchImage, startSelected } from './image-commands.ts';
import { isCommand, readOptions } from './options.ts';
import { type IpxeEffect, type IpxeState, runScript } from './run.ts';
import type { IpxeLine } from './script.ts';

/** Runs one command, its words expanded. Undefined: the script goes on. @throws {LoaderFault} it failed. */
export async function runCommand(
  [name = '', ...given]: readonly string[],
  lines: readonly IpxeLine[],
  state: IpxeState,
): Promise<IpxeEffect | undefined> {
  const { machine, images, settings, menus } = state;
  if (!isCommand(name)) {
    machine.complain(`${name}: command not found`);
    throw new LoaderFault(`${name}: command not found`);
  }
  const { options, words } = readOptions(name, given);
  const [first = '', ...rest] = words;
  switch (name) {
    case 'echo':
      machine.show(words.join(' '));
      return undefined;
    case 'sleep':
      machine.pause(first === '' ? Number.NaN : Number(first));
      return undefined;
    case 'goto':
      return { jump: lineOf(lines, first) };
    case 'exit':
      return { exit: Number(first) };
    case 'set':
      settings.set(first.split(':')[0] ?? '', rest.join(' '));
      return undefined;
    case 'clear':
      settings.delete(first);
      return undefined;
    case 'inc':
      settings.set(first, String(Number(settings.get(first) ?? 0) + Number(rest[0] ?? 1)));
      return undefined;
    case 'isset':
      check(first !== '', name);
      return undefined;
    case 'iseq':
      check(first === rest[0], name);
      return undefined;
    case 'dhcp':
    case 'ifconf':
      machine.address();
      return undefined;
    case 'ifopen':
    case 'ifclose':
    case 'imgstat':
    case 'imgload':
      return undefined;
    case 'imgfree':
      images.free(words[0]);
      return undefined;
    case 'imgargs':
      images.named(first).args = rest.join(' ');
      return undefined;
    case 'imgselect':
      images.select(images.named(first));
      return undefined;
    case 'imgfetch':
    case 'module':
    case 'initrd':
      await fetchImage(state, first, rest, options.get('name'));
      return undefined;
    case 'kernel':
      images.select(await fetchImage(state, first, rest, options.get('name')));
      return undefined;
    case 'chain': {
      const text = await machine.script(first);
      if (options.has('replace')) return { replace: text };
      await runScript(text, { ...state, isNested: true });
      return undefined;
    }
    case 'boot':
    case 'imgexec':
      return startSelected(state, words[0]);
    case 'menu':
      menus.set(options.get('name') ?? '', []);
      return undefined;
    case 'item': {
      if (options.has('gap')) return undefined;
      const item = { label: first, text: rest.join(' '), isDefault: options.has('default') };
      menus.get(options.get('menu') ?? '')?.push(item);
      return undefined;
    }
    case 'choose':
      settings.set(first, choose(state, options));
      return undefined;
    case 'sanboot':
      if (!machine.facts.disk) throw new LoaderFault('sanboot: no such drive');
      return machine.leave('local-disk', given.join(' '));
    case 'reboot':
      return machine.leave('reboot', 'reboot');
    case 'prompt':
      if (!options.has('timeout')) machine.leave('prompt', given.join(' '));
      machine.pause(Number(options.get('timeout')) / 1000);
      throw new LoaderFault('no key was pressed');
    default:
      return machine.leave('prompt', name);
  }
}

function check(holds: boolean, name: string): void {
  if (!holds) throw new LoaderFault(name);
}

function lineOf(lines: readonly IpxeLine[], label: string): number {
  const at = lines.findIndex((line) => line.label === label);
  if (at < 0) throw new LoaderFault(`no label ${label}`);
  return at;
}
