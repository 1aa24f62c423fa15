import type { Assignment, BootSpec } from '@muster/core';
import { ASK, MENU, WAIT } from './bootstrap.ts';
import { localDisk } from './local-disk.ts';
import { quoted, shown } from './words.ts';

/** Variable with what was chosen; a configuration fetched after that goes on with it. */
const CHOSEN = 'muster_chosen';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
  /** Shown only where this GRUB condition holds. */
  readonly where?: string;
}

/**
 * A menu that GRUB shows once the bootstrap configuration has ended. Entries are functions: a boot that failed asks for a new
 * configuration, by itself, and goes on with what was chosen. Without a user's password for it nobody edits an entry or gets
 * to a prompt (GRUB manual, "Security").
 */
export function menu(assignment: Assignment, payload: (spec: BootSpec) => readonly string[]): string[] {
  const { node } = assignment;
  const entries = entriesOf(assignment, payload);
  const timeout = node.boot.timeout ?? 0;
  return [
    ...entries.flatMap(({ id, lines }) => [`function muster_${id} {`, ...lines.map((line) => `  ${line}`), '}']),
    `if [ -z "$${CHOSEN}" ]; then`,
    '  set superusers=muster',
    '  export superusers',
    ...entries.flatMap((entry) => menuEntry(entry).map((line) => `  ${line}`)),
    `  set default=${assignment.spec.from === 'disk' ? 'disk' : 'payload'}`,
    '  set timeout_style=menu',
    `  set timeout=${timeout}`,
    `  set ${MENU}=yes`,
    ...entries.flatMap(({ id }) => [`elif [ "$${CHOSEN}" = ${id} ]; then`, `  muster_${id}`, `  ${WAIT}`]),
    'fi',
  ];
}

function entriesOf(assignment: Assignment, payload: (spec: BootSpec) => readonly string[]): Entry[] {
  const { node, spec, other } = assignment;
  const title = ({ stages }: BootSpec): string =>
    `Boot image ${node.image ?? ''} in ${stages === 'two' ? 'two stages' : 'a single stage'}`;
  return [
    { id: 'payload', title: title(spec), lines: payload(spec) },
    ...(other === undefined ? [] : [{ id: 'other', title: title(other), lines: payload(other) }]),
    { id: 'disk', title: "Start from the machine's own disk", lines: localDisk(node.name) },
    { id: 'firmware', title: 'Firmware setup', lines: ['fwsetup'], where: '[ "$grub_platform" = efi ]' },
  ];
}

function menuEntry({ id, title, where }: Entry): string[] {
  const lines = [
    `menuentry ${shown(title)} --unrestricted --id ${quoted(id)} {`,
    `  set ${CHOSEN}=${id}`,
    `  muster_${id}`,
    `  ${WAIT}`,
    `  ${ASK}`,
    '}',
  ];
  return where === undefined ? lines : [`if ${where}; then`, ...lines.map((line) => `  ${line}`), 'fi'];
}
