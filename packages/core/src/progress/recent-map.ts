/** A map that forgets the key written longest ago once it holds more than `limit`. */
export class RecentMap<Value> {
  readonly #values = new Map<string, Value>();
  readonly #limit: number;
  readonly #onForget: ((value: Value) => void) | undefined;

  constructor(limit: number, onForget?: (value: Value) => void) {
    this.#limit = limit;
    this.#onForget = onForget;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#limit) return;
    for (const [oldest, forgotten] of this.#values) {
      this.#values.delete(oldest);
      this.#onForget?.(forgotten);
      return;
    }
  }

  /** Takes the key out, and gives what it had. */
  delete(key: string): Value | undefined {
    const value = this.#values.get(key);
    this.#values.delete(key);
    return value;
  }

  /** Written longest ago first. */
  values(): IterableIterator<Value> {
    return this.#values.values();
  }
}
