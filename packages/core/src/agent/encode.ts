const PLAIN = /^[\x21-\x5b\x5d-\x7e\u0080-\u{10ffff}]*$/u;

/**
 * Text as one word that a shell's `printf '%b'` turns back (POSIX.1-2017, printf): octets that would end a word or a line, and
 * backslashes, are written `\0ooo`. Empty text is `-`, and a single dash is escaped.
 */
export function encodeWord(text: string): string {
  if (text === '') return '-';
  if (text !== '-' && PLAIN.test(text)) return text;
  return [...Buffer.from(text, 'utf8')]
    .map((octet) => (isPlain(octet) && text !== '-' ? String.fromCharCode(octet) : escaped(octet)))
    .join('');
}

/** The text that {@link encodeWord} made a word of. Total: anything else stays as it is. */
export function decodeWord(word: string): string {
  if (word === '-') return '';
  if (!word.includes('\\')) return word;
  const octets = Buffer.from(word, 'utf8').toString('latin1');
  const plain = octets.replace(/\\0([0-3][0-7]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
  return Buffer.from(plain, 'latin1').toString('utf8');
}

function isPlain(octet: number): boolean {
  return octet > 0x20 && octet < 0x7f && octet !== 0x5c;
}

function escaped(octet: number): string {
  return `\\0${octet.toString(8).padStart(3, '0')}`;
}
