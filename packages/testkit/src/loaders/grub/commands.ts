import { LoaderFault } from '../fault.ts';
import { commandLineOf } from './command-line.ts';
import { urlOf } from './files.ts';
import { readMenuEntry, startLoaded } from './menu.ts';
import type { Statement } from './parse.ts';
import { regexp } from './regexp.ts';
import { type Grub, GrubJump, runConfig, runFile } from './run.ts';
import { smbios } from './smbios.ts';
import { holds } from './test.ts';

type Command = (args: readonly string[], grub: Grub, block: readonly Statement[] | undefined) => Promise<void> | void;

/** Modules of Debian's signed builds whose commands change nothing that a boot from the network shows. */
const WITHOUT_EFFECT = [
  'insmod',
  'terminal_input',
  'terminal_output',
  'serial',
  'clear',
  'export',
  'background_color',
  'loadfont',
  'play',
  'gfxmode',
];

const linux: Command = async ([file = '', ...args], grub) => {
  grub.kernel = undefined;
  grub.initrds = [];
  const url = urlOf(file, grub);
  await grub.machine.payload(url);
  grub.kernel = { url, args: commandLineOf(file, args) };
};

const initrd: Command = async (files, grub) => {
  if (grub.kernel === undefined) throw new LoaderFault('you need to load the kernel first');
  grub.initrds = [];
  const urls = files.map((file) => urlOf(file, grub));
  for (const url of urls) await grub.machine.payload(url);
  grub.initrds = urls;
};

const set: Command = ([assignment], { variables, machine }) => {
  if (assignment === undefined) return;
  const [name = '', value] = assignment.split(/=(.*)/s);
  if (value === undefined) {
    machine.complain(`set: no assignment: ${assignment}`);
    throw new LoaderFault('set');
  }
  variables.set(name, value);
};

/** Runs in the same GRUB: what it sets stays, and `return` ends it. */
const source: Command = async ([file = ''], grub) => {
  const text = await grub.machine.script(urlOf(file, grub));
  try {
    await runFile(text, grub);
  } catch (error) {
    if (!(error instanceof GrubJump) || error.to !== 'return') throw error;
  }
};

/** Runs in a GRUB of its own: variables set there are gone afterwards (normal/main.c, `grub_env_context_open`). */
const configfile: Command = async ([file = ''], grub) => {
  const text = await grub.machine.script(urlOf(file, grub));
  const inner = { ...grub, variables: new Map(grub.variables) };
  await runConfig(text, inner);
};

const menuentry: Command = (args, { menu }, block) => {
  if (block === undefined) throw new LoaderFault('menuentry: no definition');
  menu.push(readMenuEntry(args, block));
};

/** A boot loader of the machine's own disk, or another file of the network. */
const chainloader: Command = async ([file = ''], grub) => {
  grub.kernel = undefined;
  if (!/^\(hd|^\+/.test(file)) await grub.machine.payload(urlOf(file, grub));
  else if (!grub.machine.facts.disk) throw new LoaderFault('no such disk');
  grub.chained = file;
};

/** `search --file --set=NAME PATH`: a disk has every path looked for. */
const search: Command = (args, { machine, variables }) => {
  if (!machine.facts.disk) throw new LoaderFault('no such device');
  const name = args.find((word) => word.startsWith('--set'))?.slice('--set='.length);
  variables.set(name === undefined || name === '' ? 'root' : name, 'hd0,gpt1');
};

const jump =
  (to: GrubJump['to']): Command =>
  ([status = '0']) => {
    throw new GrubJump(to, Number(status));
  };

const test: Command = (args) => {
  if (!holds(args)) throw new LoaderFault('false');
};

const COMMANDS: Readonly<Record<string, Command>> = {
  ...Object.fromEntries(WITHOUT_EFFECT.map((name): [string, Command] => [name, () => undefined])),
  ...{
    linux,
    linuxefi: linux,
    initrd,
    initrdefi: initrd,
    set,
    source,
    '.': source,
    configfile,
    menuentry,
    submenu: menuentry,
  },
  ...{
    chainloader,
    search,
    regexp,
    smbios,
    test,
    break: jump('break'),
    continue: jump('continue'),
    return: jump('return'),
  },
  '[': (args, grub, block) => {
    if (args.at(-1) !== ']') throw new LoaderFault('[: no ]');
    return test(args.slice(0, -1), grub, block);
  },
  true: () => undefined,
  false: () => {
    throw new LoaderFault('false');
  },
  unset: ([name = ''], { variables }) => {
    variables.delete(name);
  },
  echo: (args, { machine }) => {
    machine.show(args.filter((word, index) => index > 0 || !['-n', '-e'].includes(word)).join(' '));
  },
  sleep: (args, { machine }) => {
    machine.pause(Number(args.filter((word) => !word.startsWith('-'))[0] ?? Number.NaN));
  },
  boot: (_args, grub) => {
    startLoaded(grub);
  },
  net_dhcp: (_args, { machine }) => {
    machine.address();
  },
  net_bootp: (_args, { machine }) => {
    machine.address();
  },
  exit: (_args, { machine }) => machine.leave('firmware', 'exit'),
  reboot: (_args, { machine }) => machine.leave('reboot', 'reboot'),
  halt: (_args, { machine }) => machine.leave('power-off', 'halt'),
  fwsetup: (_args, { machine }) => machine.leave('setup', 'fwsetup'),
};

/** Runs a command; false when GRUB has none of this name. @throws {LoaderFault} it failed */
export async function runCommand(
  name: string,
  args: readonly string[],
  block: readonly Statement[] | undefined,
  grub: Grub,
): Promise<boolean> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) return false;
  await command(args, grub, block);
  return true;
}
