/** Lines that come in the same turn of the event loop, written in one go: a storm of boots makes thousands a second. */
export class LineBatch {
  readonly #write: (text: string) => void;
  #lines: string[] = [];

  /** `write` gets one or more lines without the last line end. */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  add(line: string): void {
    if (this.#lines.push(line) > 1) return;
    setImmediate(() => {
      this.flush();
    });
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#write(lines.join('\n'));
  }
}
