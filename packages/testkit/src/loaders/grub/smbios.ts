import { LoaderFault } from '../fault.ts';
import type { Grub } from './run.ts';

/** Type and offset of what can be asked (DSP0134 7.2, 7.4). */
const FIELDS = {
  '1/4': 'manufacturer',
  '1/5': 'product',
  '1/7': 'serial',
  '1/8': 'uuid',
  '3/8': 'assetTag',
} as const;

/** `smbios --type N --get-string OFFSET --set NAME`; `--get-uuid` alike. @throws {LoaderFault} where nothing is set */
export function smbios(args: readonly string[], { machine, variables }: Grub): void {
  const options = new Map<string, string>();
  for (let at = 0; at < args.length; at += 2) options.set(args[at] ?? '', args[at + 1] ?? '');
  const type = options.get('--type') ?? options.get('-t') ?? '';
  const offset = options.get('--get-string') ?? options.get('--get-uuid') ?? '';
  const key = `${type}/${offset}`;
  const value = key in FIELDS ? machine.facts[FIELDS[key as keyof typeof FIELDS]] : '';
  if (value === '') throw new LoaderFault('failed to retrieve the structure field');
  const name = options.get('--set');
  if (name === undefined) machine.show(value);
  else variables.set(name, value);
}
