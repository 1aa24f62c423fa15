import { LoaderFault } from '../fault.ts';

/** Options of a command: name to whether a value follows; and how many words it takes besides. */
interface Usage {
  readonly options: Readonly<Record<string, boolean>>;
  readonly least: number;
  readonly most: number;
}

const ANY = Number.POSITIVE_INFINITY;
const usage = (least: number, most: number, options: Readonly<Record<string, boolean>> = {}): Usage => ({
  options,
  least,
  most,
});
const IMAGE = { name: true, timeout: true, autofree: false };

/** Commands of the 2019 build (`config/general.h` of Debian 12) that a script can have use for. */
const COMMANDS: Readonly<Record<string, Usage>> = {
  echo: usage(0, ANY, { n: false }),
  set: usage(1, ANY),
  clear: usage(1, 1),
  inc: usage(1, 2),
  isset: usage(1, 1),
  iseq: usage(2, 2),
  goto: usage(1, 1),
  sleep: usage(1, 1),
  exit: usage(0, 1),
  reboot: usage(0, 0, { warm: false }),
  shell: usage(0, 0),
  prompt: usage(0, ANY, { key: true, timeout: true, set: true }),
  dhcp: usage(0, ANY, { timeout: true, configurator: true }),
  ifconf: usage(0, ANY, { timeout: true, configurator: true }),
  ifopen: usage(0, ANY),
  ifclose: usage(0, ANY),
  autoboot: usage(0, ANY),
  imgfetch: usage(1, ANY, IMAGE),
  module: usage(1, ANY, IMAGE),
  initrd: usage(1, ANY, IMAGE),
  kernel: usage(1, ANY, IMAGE),
  chain: usage(0, ANY, { ...IMAGE, replace: false }),
  imgselect: usage(0, 1, IMAGE),
  imgload: usage(0, 1, IMAGE),
  imgargs: usage(1, ANY),
  imgexec: usage(0, 1, { ...IMAGE, replace: false }),
  boot: usage(0, 1, { ...IMAGE, replace: false }),
  imgfree: usage(0, 1),
  imgstat: usage(0, 0),
  menu: usage(0, ANY, { name: true, delete: false }),
  item: usage(0, ANY, { menu: true, key: true, default: false, gap: false }),
  choose: usage(1, 1, { menu: true, default: true, timeout: true, keep: false }),
  sanboot: usage(0, ANY, { drive: true, 'no-describe': false, keep: false, filename: true, extra: true }),
};

export interface ReadCommand {
  readonly options: ReadonlyMap<string, string>;
  readonly words: readonly string[];
}

export function isCommand(name: string): boolean {
  return Object.hasOwn(COMMANDS, name);
}

/** `getopt` stops at the first word that is no option. @throws {LoaderFault} a usage message. */
export function readOptions(command: string, given: readonly string[]): ReadCommand {
  const { options: known, least, most } = COMMANDS[command] ?? usage(0, 0);
  const options = new Map<string, string>();
  let at = 0;
  while (given[at]?.startsWith('-') === true && given[at] !== '-') {
    const word = given[at] ?? '';
    at += 1;
    if (word === '--') break;
    const [option = '', inline] = word.replace(/^--?/, '').split(/=(.*)/s);
    const name = word.startsWith('--') ? option : longName(known, option);
    if (name === undefined || !Object.hasOwn(known, name)) throw new LoaderFault(`${command}: no option ${word}`);
    const value = known[name] === true ? (inline ?? given[at++]) : '';
    if (value === undefined) throw new LoaderFault(`${command}: option ${word} wants a value`);
    options.set(name, value);
  }
  const words = given.slice(at);
  if (words.length < least || words.length > most) throw new LoaderFault(`${command}: wrong number of words`);
  return { options, words };
}

/** A short option is the long one's first letter, but for the few that are short only. */
function longName(known: Readonly<Record<string, boolean>>, letter: string): string | undefined {
  return Object.keys(known).find((name) => name === letter || name[0] === letter);
}
