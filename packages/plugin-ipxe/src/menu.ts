import type { Assignment, BootSpec, ScriptRequest } from '@muster/core';
import { localDisk } from './local-disk.ts';
import { shown } from './words.ts';

interface Item {
  readonly label: string;
  readonly title: string;
  readonly lines: readonly string[];
}

/** A menu, and what its items do. Firmware setup is none of them: iPXE has no command for it. */
export function menu(
  request: ScriptRequest,
  { node, spec, other }: Assignment,
  payload: (spec: BootSpec) => readonly string[],
): string[] {
  const title = ({ stages }: BootSpec): string =>
    `Boot image ${node.image ?? ''} in ${stages === 'two' ? 'two stages' : 'a single stage'}`;
  const items: Item[] = [
    { label: 'payload', title: title(spec), lines: payload(spec) },
    ...(other === undefined ? [] : [{ label: 'other', title: title(other), lines: payload(other) }]),
    { label: 'disk', title: "Start from the machine's own disk", lines: localDisk(request, node.name) },
  ];
  const usual = spec.from === 'disk' ? 'disk' : 'payload';
  const { timeout = 0 } = node.boot;
  // Without a timeout iPXE waits for ever; its unit is a millisecond.
  const limit = timeout < 0 ? '' : `--timeout ${timeout * 1000} `;
  return [
    `menu ${shown(`Muster: node ${node.name}`)}`,
    ...items.map((item) => `item ${item.label} ${shown(item.title)}`),
    `choose ${limit}--default ${usual} chosen || set chosen ${usual}`,
    'goto ${chosen}',
    ...items.flatMap(({ label, lines }) => ['', `:${label}`, ...lines]),
  ];
}
