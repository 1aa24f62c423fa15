/** What a suite opened, closed in reverse even when its set-up stopped half way. */
export class Cleanup {
  readonly #closers: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /** Has `resource` closed, and returns it. */
  of<T extends { close(): Promise<void> }>(resource: T): T {
    this.add(() => resource.close());
    return resource;
  }

  async run(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}
