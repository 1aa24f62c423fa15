/** The text of a template, and where in it things are. */
export class Source {
  readonly name: string;
  readonly text: string;

  constructor(name: string, text: string) {
    this.name = name;
    this.text = text;
  }

  /** Line and column of an offset; `byteColumn` counts the bytes before it in its line, as Go's messages do. */
  locate(pos: number): { line: number; column: number; byteColumn: number } {
    const before = this.text.slice(0, pos);
    const lineStart = before.lastIndexOf('\n') + 1;
    const inLine = before.slice(lineStart);
    return { line: this.line(pos), column: Array.from(inLine).length + 1, byteColumn: Buffer.byteLength(inLine) };
  }

  /** Line of an offset, from 1. */
  line(pos: number): number {
    let line = 1;
    for (let at = this.text.indexOf('\n'); at >= 0 && at < pos; at = this.text.indexOf('\n', at + 1)) line++;
    return line;
  }
}
