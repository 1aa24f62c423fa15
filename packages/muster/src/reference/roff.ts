/** Text as man(7) takes it: nothing in it is taken for a request or drawn as another character (groff_char(7)). */
export function roffText(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('"', '\\(dq')
    .replaceAll(
      /[^\0-~]/gu,
      (character) => `\\[u${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  return escaped.replaceAll(/^\./gm, '\\&.');
}

/** A heading of a section or, below it, of a part. */
export function heading(macro: 'SH' | 'SS', text: string): string {
  return `.${macro} "${roffText(text)}"\n`;
}

/** A term in bold, what it means indented below. */
export function term(name: string, meaning: string): string {
  return `.TP\n\\fB${roffText(name)}\\fR\n${roffText(meaning)}\n`;
}

/** Lines as they are. */
export function verbatim(lines: readonly string[]): string {
  return `.PP\n.nf\n.RS\n${lines.map(roffText).join('\n')}\n.RE\n.fi\n`;
}

/** A paragraph; code style becomes bold. */
export function paragraph(text: string): string {
  const plain = text.split('\n').join(' ');
  const parts = plain.split('`').map((part, index) => (index % 2 === 1 ? `\\fB${roffText(part)}\\fR` : roffText(part)));
  return `.PP\n${parts.join('')}\n`;
}
