/** Structures and offsets of SMBIOS (DSP0134, 7.2 and 7.4), and how much of each text a query can carry. */
const TEXTS = [
  { name: 'serial', type: 1, offset: 7, whole: true },
  { name: 'asset', type: 3, offset: 8, whole: true },
  { name: 'manufacturer', type: 1, offset: 4, whole: false },
  { name: 'product', type: 1, offset: 5, whole: false },
] as const;

/**
 * Lines that put what SMBIOS says of the machine into the query it asks again with. GRUB cannot encode what has no place in
 * a URL: of manufacturer and product the first word is told, of serial number and asset tag all or nothing.
 */
export function introduction(): string[] {
  return [
    'smbios --type 1 --get-uuid 8 --set muster_uuid',
    'set muster_query="?uuid=$muster_uuid"',
    ...TEXTS.flatMap(({ name, type, offset, whole }) => [
      'set muster_text=',
      'set muster_word=',
      `smbios --type ${type} --get-string ${offset} --set muster_text`,
      `regexp --set 1:muster_word '^([A-Za-z0-9._-]+)${whole ? '$' : ''}' "$muster_text"`,
      `set muster_query="$muster_query&${name}=$muster_word"`,
    ]),
  ];
}
