import type { ErrorObject } from 'ajv';
import { pathText, pointerSegments } from './path.ts';
import { schemaWords, showValue, suggestion, typeWords } from './schema-words.ts';
import { condenseUnions } from './union-errors.ts';

/** One thing a schema objects to. */
export interface SchemaProblem {
  /** Keys from the root of the checked value, list items by index: `networks.cluster.dns[0]`; empty for the root. */
  readonly path: string;
  /** The same, as separate keys. */
  readonly segments: readonly string[];
  /** What is wrong with the value there, and what is allowed; to stand after the path. */
  readonly sentence: string;
}

/**
 * Turns Ajv's errors about `value` into sentences. The errors must come from an Ajv with `verbose: true`, which adds
 * the value and the schema at fault. Errors of the branches of a union are reduced to the branch that was meant.
 */
export function describeSchemaErrors(errors: readonly ErrorObject[], value: unknown): SchemaProblem[] {
  const seen = new Set<string>();
  return condenseUnions(errors).flatMap((error) => {
    const segments = [...pointerSegments(error.instancePath), ...keyAtFault(error)];
    const path = pathText(segments, value);
    const sentence = describe(error);
    if (seen.has(`${path}\n${sentence}`)) return [];
    seen.add(`${path}\n${sentence}`);
    return [{ path, segments, sentence }];
  });
}

/** Unknown and misnamed keys are reported at the key, not at the mapping around it. */
function keyAtFault(error: ErrorObject): string[] {
  const { additionalProperty, unevaluatedProperty, propertyName } = params(error);
  const key =
    additionalProperty ?? unevaluatedProperty ?? (error.keyword === 'propertyNames' ? propertyName : undefined);
  return typeof key === 'string' ? [key] : [];
}

function params(error: ErrorObject): Readonly<Record<string, unknown>> {
  return error.params as Record<string, unknown>;
}

function describe(error: ErrorObject): string {
  const p = params(error);
  const is = `is ${showValue(error.data)}`;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(String(p.additionalProperty), error.parentSchema);
    case 'unevaluatedProperties':
      return unknownKey(String(p.unevaluatedProperty), error.parentSchema);
    case 'propertyNames':
      return `is not a name allowed here${hint(error)}`;
    case 'required':
      return missingKey(String(p.missingProperty), error.parentSchema);
    case 'type':
      return `${is}, must be ${typeWords(p.type)}${hint(error)}`;
    case 'const':
      return `${is}, must be ${showValue(p.allowedValue)}`;
    case 'enum':
      return oneOfValues(error.data, Array.isArray(p.allowedValues) ? p.allowedValues : []);
    case 'anyOf':
    case 'oneOf':
      return `${is}, must be ${schemaWords(error.parentSchema)}${suggestion(error.data, constants(error.schema))}`;
    case 'pattern':
      return `${is}${hint(error) === '' ? `, must match ${String(p.pattern)}` : `, must be ${hint(error).slice(2)}`}`;
    case 'format':
      return `${is}, must be ${FORMAT_WORDS[String(p.format)] ?? `of the format "${String(p.format)}"`}`;
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum':
      return `${is}, must be ${String(p.comparison)} ${String(p.limit)}${range(error.parentSchema)}`;
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return `${is}, must have at least ${counted(p.limit, error.keyword)}`;
    case 'maxItems':
    case 'maxLength':
    case 'maxProperties':
      return `${is}, must have at most ${counted(p.limit, error.keyword)}`;
    case 'uniqueItems':
      return `holds the same item twice (items ${[Number(p.i), Number(p.j)].sort((a, b) => a - b).join(' and ')}, counted from 0)`;
    default:
      return `${is}, ${error.message ?? `fails "${error.keyword}"`}`;
  }
}

const FORMAT_WORDS: Readonly<Record<string, string>> = {
  ipv4: 'an IPv4 address such as 10.0.0.1',
  ipv6: 'an IPv6 address such as fd00::1',
  ip: 'an IP address such as 10.0.0.1 or fd00::1',
  uri: 'a URL such as http://10.0.0.1:8080',
};

const COUNTED: Readonly<Record<string, string>> = { Items: 'item', Length: 'character', Properties: 'key' };

function counted(limit: unknown, keyword: string): string {
  return `${String(limit)} ${COUNTED[keyword.slice(3)] ?? ''}${limit === 1 ? '' : 's'}`;
}

function range(schema: unknown): string {
  const { minimum, maximum } = record(schema);
  return minimum === undefined || maximum === undefined
    ? ''
    : ` (allowed: ${showValue(minimum)} to ${showValue(maximum)})`;
}

function hint(error: ErrorObject): string {
  const { description } = record(error.parentSchema);
  return typeof description === 'string' ? `: ${description}` : '';
}

function unknownKey(key: string, schema: unknown): string {
  const known = Object.keys(record(record(schema).properties));
  const allowed = known.length === 0 ? 'none are allowed here' : `known here: ${known.join(', ')}`;
  return `is not a known key${suggestion(key, known) || ';'} ${allowed}`;
}

function missingKey(key: string, schema: unknown): string {
  const { description } = record(record(record(schema).properties)[key]);
  return `lacks the key "${key}"${typeof description === 'string' ? `: ${description}` : ''}`;
}

function oneOfValues(value: unknown, allowed: readonly unknown[]): string {
  return `is ${showValue(value)}, must be ${schemaWords({ enum: allowed })}${suggestion(value, allowed)}`;
}

function constants(branches: unknown): unknown[] {
  return Array.isArray(branches) ? branches.map((branch) => record(branch).const) : [];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
