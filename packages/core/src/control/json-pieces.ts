const SLICE = 250;

/**
 * The JSON text of a value in pieces: long lists (the value itself, or directly in it) are written some entries at a time,
 * so that the server can answer packets in between.
 */
export function* jsonPieces(value: unknown): Generator<string, void, undefined> {
  if (Array.isArray(value)) yield* listPieces(value);
  else if (isMapping(value) && Object.values(value).some(isLong)) {
    let separator = '{';
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      yield `${separator}${JSON.stringify(key)}:`;
      if (Array.isArray(inner)) yield* listPieces(inner);
      else yield text(inner);
      separator = ',';
    }
    yield separator === '{' ? '{}' : '}';
  } else yield text(value);
}

function* listPieces(list: readonly unknown[]): Generator<string, void, undefined> {
  yield '[';
  for (let at = 0; at < list.length; at += SLICE) {
    const piece = list.slice(at, at + SLICE).map(text);
    yield `${at === 0 ? '' : ','}${piece.join(',')}`;
  }
  yield ']';
}

function text(value: unknown): string {
  const written: unknown = JSON.stringify(value);
  return typeof written === 'string' ? written : 'null';
}

function isLong(value: unknown): boolean {
  return Array.isArray(value) && value.length > SLICE;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
