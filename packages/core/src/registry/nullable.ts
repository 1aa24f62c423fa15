import type { TSchema } from 'typebox';

type Json = Readonly<Record<string, unknown>>;

/**
 * A copy of a JSON Schema whose value, and every value of its mappings, may also be `null`; items of lists may not.
 * The copy is plain JSON (no `$id`, `$schema`), so that it can be embedded twice and sent to a worker.
 */
export function nullable(schema: TSchema): TSchema {
  return JSON.parse(JSON.stringify(allowNull(schema as Json))) as TSchema;
}

function allowNull(schema: Json): Json {
  const inner = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$id' && key !== '$schema'));
  for (const key of ['properties', 'patternProperties']) {
    if (isRecord(inner[key])) inner[key] = mapValues(inner[key], allowNull);
  }
  if (isRecord(inner.additionalProperties)) inner.additionalProperties = allowNull(inner.additionalProperties);
  if (Array.isArray(inner.anyOf)) return { ...inner, anyOf: withNullBranch(inner.anyOf) };
  if (Array.isArray(inner.enum))
    inner.enum = inner.enum.includes(null) ? inner.enum : [...(inner.enum as unknown[]), null];
  if ('const' in inner) return { anyOf: withNullBranch([inner]) };
  if (inner.type === undefined) return inner;
  const types: unknown[] = Array.isArray(inner.type) ? inner.type : [inner.type];
  return { ...inner, type: types.includes('null') ? types : [...types, 'null'] };
}

function withNullBranch(branches: readonly unknown[]): unknown[] {
  return branches.some((branch) => isRecord(branch) && branch.type === 'null')
    ? [...branches]
    : [...branches, { type: 'null' }];
}

function mapValues(record: Json, map: (value: Json) => Json): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, isRecord(value) ? map(value) : value]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
