import { quoted } from './words.ts';

/** Printable ASCII that has a meaning in a query, or none in a URL (RFC 3986 §2.3 has what needs no encoding). */
const ENCODED = ' !"#$%&\'()*+,/:;<=>?@[\\]^`{|}';

/**
 * A GRUB function that percent-encodes `$1` into `$muster_encoded`. GRUB has nothing of the kind and sends a file name as it is.
 * What is not ASCII is left out. Without GRUB's regexp the outcome is empty.
 */
export function encodeFunction(): string[] {
  const branches = Array.from(ENCODED).map((letter, index) => [
    `      ${index === 0 ? 'if' : 'elif'} [ "x$muster_word" = ${quoted(`x${letter}`)} ]; then`,
    `        set muster_encoded="$muster_encoded"${quoted(percent(letter))}`,
  ]);
  return [
    'function muster_encode {',
    '  set muster_encoded=',
    '  set muster_rest="$1"',
    '  while [ -n "$muster_rest" ]; do',
    '    set muster_word=',
    '    set muster_tail=',
    `    if regexp --set 1:muster_word --set 2:muster_tail '^([A-Za-z0-9._~-]+)(.*)$' "$muster_rest"; then`,
    '      set muster_encoded="$muster_encoded$muster_word"',
    `    elif regexp --set 1:muster_word --set 2:muster_tail '^(.)(.*)$' "$muster_rest"; then`,
    ...branches.flat(),
    '      fi',
    '    fi',
    '    set muster_rest="$muster_tail"',
    '  done',
    '}',
  ];
}

function percent(letter: string): string {
  return `%${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
}
