import { ABOUT } from './bootstrap.ts';

/** Structures and offsets of SMBIOS (DSP0134, 7.2 and 7.4). */
const TEXTS = [
  { name: 'serial', type: 1, offset: 7 },
  { name: 'asset', type: 3, offset: 8 },
  { name: 'manufacturer', type: 1, offset: 4 },
  { name: 'product', type: 1, offset: 5 },
] as const;

/** Lines that put all that SMBIOS says of the machine into the query it asks again with. */
export function introduction(): string[] {
  return [
    `set muster_query="$${ABOUT}"`,
    ...TEXTS.flatMap(({ name, type, offset }) => [
      'set muster_text=',
      `smbios --type ${type} --get-string ${offset} --set muster_text`,
      'muster_encode "$muster_text"',
      `set muster_query="$muster_query&${name}=$muster_encoded"`,
    ]),
  ];
}
