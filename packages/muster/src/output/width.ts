const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

// East Asian Width W and F (Unicode Annex 11), and what terminals draw as emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

const PLAIN = /^[\x20-\x7e]*$/;

/** Columns a text takes on a terminal. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** Text with control characters (which could drive the terminal) shown as blanks. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replaceAll(/\p{Cc}+/gu, ' ');
}
