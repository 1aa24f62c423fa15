import { nearest } from './nearest.ts';

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  null: 'null',
};

const LONGEST_VALUE = 60;

/** A value as it may stand in a sentence: JSON, cut when long. */
export function showValue(value: unknown): string {
  const text = (JSON.stringify(value) as string | undefined) ?? String(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}

/** What a JSON Schema type name (or a list of them) allows, in words. */
export function typeWords(type: unknown): string {
  return orList((Array.isArray(type) ? type : [type]).map((one) => TYPE_WORDS[String(one)] ?? String(one)));
}

/** What a schema allows, in words short enough for one sentence. */
export function schemaWords(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return 'anything';
  const { const: constant, enum: values, type, anyOf, oneOf } = schema as Record<string, unknown>;
  if (constant !== undefined) return showValue(constant);
  if (Array.isArray(values)) return orList(values.map(showValue));
  const branches = anyOf ?? oneOf;
  if (Array.isArray(branches)) return orList([...new Set(branches.map(schemaWords))]);
  return type === undefined ? 'anything' : typeWords(type);
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[]): string {
  const last = words.at(-1) ?? 'nothing';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** `; did you mean "x"?`, or nothing when no candidate is near. */
export function suggestion(word: unknown, candidates: readonly unknown[]): string {
  if (typeof word !== 'string') return '';
  const near = nearest(
    word,
    candidates.filter((candidate) => typeof candidate === 'string'),
  );
  return near === undefined ? '' : `; did you mean "${near}"?`;
}
