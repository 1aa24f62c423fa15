const MOST = 16;

/** The last few measurements of one thing: small, and one wild value moves neither the median nor the high quantile far. */
export class Samples {
  readonly #values: number[];

  constructor(values: readonly number[] = []) {
    this.#values = values.slice(-MOST);
  }

  get count(): number {
    return this.#values.length;
  }

  add(value: number): void {
    this.#values.push(value);
    if (this.#values.length > MOST) this.#values.shift();
  }

  /** Nearest-rank quantile; undefined without values. */
  quantile(part: number): number | undefined {
    const sorted = [...this.#values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  }

  get median(): number | undefined {
    return this.quantile(0.5);
  }

  toJSON(): readonly number[] {
    return this.#values;
  }
}
