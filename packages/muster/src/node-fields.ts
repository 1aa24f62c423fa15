import type { FieldChange } from '@muster/core';
import { type CliOption, listOf, type Options, textOf } from './command.ts';

/** An option that sets one field of a node or profile. */
interface FieldOption {
  readonly option: CliOption;
  /** Name of the option's value in commander. */
  readonly key: string;
  /** Where the value goes; `device` is the network device that is meant. */
  readonly path: (device: string) => readonly string[];
  readonly value: (text: string) => unknown;
  /** What may be given; anything without it. */
  readonly allowed?: { readonly pattern: RegExp; readonly words: string };
}

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
const argumentWords = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
const text = (value: string): string => value;

const field = (
  flags: string,
  summary: string,
  path: string,
  value: (text: string) => unknown = text,
  more: Partial<CliOption> = {},
): FieldOption => ({
  option: { flags, summary, ...more },
  key: camelCase(flags),
  path: () => path.split('.'),
  value,
});

const deviceField = (flags: string, summary: string, name: string, value: (text: string) => unknown = text) => ({
  ...field(flags, summary, name, value),
  path: (device: string) => ['networkDevices', device, name],
});

const shared: readonly FieldOption[] = [
  field('--profile <names>', 'profiles, separated by commas; ~NAME takes one away', 'profiles', words, {
    completes: 'profile',
  }),
  field('--image <name>', 'image to boot', 'image', text, { completes: 'image' }),
  field('--cluster <name>', 'cluster the node belongs to', 'cluster'),
  field('--comment <text>', 'free text', 'comment'),
  field('--loader <name>', 'loader, e.g. ipxe or grub', 'boot.loader'),
  field('--stages <stages>', 'one stage, or two with a first stage that deploys the image', 'boot.stages', text, {
    choices: ['single', 'two'],
  }),
  field('--root <root>', 'root that a first stage makes of the image, e.g. tmpfs or overlay', 'boot.root'),
  field('--kernel-version <version>', 'kernel version, or its beginning', 'kernel.version'),
  field('--kernel-args <args>', 'kernel arguments, separated by blanks', 'kernel.args', argumentWords),
  field('--init <path>', 'program the root starts last', 'init'),
  field('--system-overlays <names>', 'overlays for the boot, separated by commas', 'systemOverlays', words, {
    completes: 'overlay',
  }),
  field('--runtime-overlays <names>', 'overlays for the running node, separated by commas', 'runtimeOverlays', words, {
    completes: 'overlay',
  }),
  field('--primary-network <name>', 'network device the node boots from', 'primaryNetwork'),
  deviceField('--device <name>', 'kernel name of the network device, e.g. eth0', 'device'),
  deviceField('--gateway <address>', 'default gateway', 'gateway'),
  {
    ...deviceField('--mtu <octets>', 'interface MTU', 'mtu', Number),
    allowed: { pattern: /^\d{1,9}$/, words: 'a number of octets, e.g. 9000' },
  },
];

const ownOnly: readonly FieldOption[] = [
  deviceField('--hwaddr <mac>', 'MAC address of the network device', 'hwaddr'),
  deviceField('--address6 <address>', 'IPv6 address of the network device', 'address6'),
  field('--uuid <uuid>', 'SMBIOS UUID', 'uuid'),
  field('--asset-tag <tag>', 'SMBIOS asset tag', 'assetTag'),
  field('--asset-key <key>', 'secret the machine proves itself with', 'assetKey'),
];

const network: CliOption = {
  flags: '--network <name>',
  summary: 'network device that the options about a device mean',
  default: 'default',
};
const free: readonly CliOption[] = [
  { flags: '--tag <key=value>', summary: 'tag for templates; may be repeated', repeat: true },
  { flags: '--set <field=value>', summary: 'any field by its path, value in YAML; may be repeated', repeat: true },
];
const unset: CliOption = {
  flags: '--unset <field>',
  summary: 'take a field out, so that profiles show through again; may be repeated',
  repeat: true,
};
const address: CliOption = {
  flags: '--address <address>',
  summary: 'IPv4 address of the first node; the others count up',
};

/** Options of `node add`; `node set` has `--unset` too. */
export const nodeAddOptions = [...[...shared, ...ownOnly].map(({ option }) => option), address, network, ...free];
export const nodeSetOptions = [...nodeAddOptions, unset];
/** Options of `profile add` and `profile set`. */
export const profileAddOptions = [...shared.map(({ option }) => option), network, ...free];
export const profileSetOptions = [...profileAddOptions, unset];

/** The changes that options stand for. Throws CLI_VALUE_INVALID. */
export async function fieldChanges(options: Options): Promise<FieldChange[]> {
  const device = textOf(options, 'network') ?? 'default';
  const given = [...shared, ...ownOnly].flatMap((each) => {
    const written = textOf(options, each.key);
    return written === undefined ? [] : [{ ...each, written }];
  });
  for (const { option, allowed, written } of given) {
    if (allowed === undefined || allowed.pattern.test(written)) continue;
    const { cliErrors } = await import('./errors.ts');
    throw cliErrors.wrongValue(option.flags.replace(/ .*/, ''), written, allowed.words);
  }
  const named = given.map(({ path, value, written }): FieldChange => ({ path: path(device), value: value(written) }));
  const pairs = listOf(options, 'tag');
  const bare = pairs.find((pair) => pair.indexOf('=') < 1);
  if (bare !== undefined) throw (await import('./errors.ts')).cliErrors.wrongValue('--tag', bare, 'KEY=VALUE');
  const tags = pairs.map((pair): FieldChange => {
    const equals = pair.indexOf('=');
    return { path: ['tags', pair.slice(0, equals)], value: pair.slice(equals + 1) };
  });
  const [gone, set] = [listOf(options, 'unset'), listOf(options, 'set')];
  if (gone.length + set.length === 0) return [...named, ...tags];
  const { parseAssignment, parseFieldPath } = await import('@muster/core/fields');
  return [...gone.map((path) => ({ path: parseFieldPath(path) })), ...named, ...tags, ...set.map(parseAssignment)];
}

function camelCase(flags: string): string {
  return (/--([a-z0-9-]+)/.exec(flags)?.[1] ?? '').replaceAll(/-([a-z0-9])/g, (_, letter: string) =>
    letter.toUpperCase(),
  );
}
