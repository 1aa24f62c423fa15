type Plain = Record<string, unknown>;

/**
 * Sets an own property. A plain assignment where that is the same, because objects built so share one hidden class in V8:
 * spread syntax and Object.fromEntries give every copy one of its own, which ten thousand nodes pay for in memory.
 */
export function put(target: Plain, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}

/** A shallow copy of a plain mapping. */
export function copyOf(from: Readonly<Plain>): Plain {
  const copy: Plain = {};
  for (const key of Object.keys(from)) put(copy, key, from[key]);
  return copy;
}
