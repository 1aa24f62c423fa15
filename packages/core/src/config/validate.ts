import { createRequire } from 'node:module';
import { isIP, isIPv4, isIPv6 } from 'node:net';
import { Ajv, type Options } from 'ajv';
import type * as Dialect2019 from 'ajv/dist/2019.js';
import type * as Dialect2020 from 'ajv/dist/2020.js';
import { messageOf } from '../errors/index.ts';
import { describeSchemaErrors, type SchemaProblem } from './describe-errors.ts';
import { isPlainObject } from './path.ts';

type AnyAjv = Ajv | Dialect2019.Ajv2019 | Dialect2020.Ajv2020;

const load = createRequire(import.meta.url);
/** Property by which TypeBox marks its values. */
const TYPEBOX_KIND = '~kind';

/** Outcome of a validation: a copy of the value with defaults filled in, or what is wrong with it. */
export type ValidationResult = { readonly value: unknown } | { readonly problems: readonly SchemaProblem[] };

/**
 * Prepares a JSON Schema (draft 7, 2019-09 or 2020-12 by its `$schema`; a TypeBox value is one) for many validations;
 * the first of them compiles it. Formats `ipv4`, `ipv6`, `ip` (either) and `uri` are checked, others are notes. A schema that is itself
 * wrong fails every value.
 */
export function compileSchema(schema: object): (value: unknown) => ValidationResult {
  let compiled: ((value: unknown) => ValidationResult) | undefined;
  return (value) => {
    compiled ??= compile(schema);
    return compiled(value);
  };
}

function compile(schema: object): (value: unknown) => ValidationResult {
  const { $schema: draft, ...bare } = schema as Record<string, unknown>;
  const ajv = ajvFor(draft, schema);
  let validate: ReturnType<typeof ajv.compile>;
  try {
    validate = ajv.compile(bare);
  } catch (cause) {
    const sentence = `cannot be checked, its schema is not valid JSON Schema: ${messageOf(cause)}`;
    return () => ({ problems: [{ path: '', segments: [], sentence }] });
  }
  return (value) => {
    const copy = copyPlain(value);
    if (validate(copy)) return { value: copy };
    return { problems: describeSchemaErrors(validate.errors ?? [], copy) };
  };
}

/** Checks one value. The value given is not changed; defaults of the schema are filled into the returned copy. */
export function validateWithSchema(schema: object, value: unknown): ValidationResult {
  return compileSchema(schema)(value);
}

function ajvFor(draft: unknown, schema: object): AnyAjv {
  // What TypeBox made is valid JSON Schema: compiling the schema of schemas would take longer than all else here.
  const own = TYPEBOX_KIND in schema;
  const options: Options = { useDefaults: true, allErrors: true, verbose: true, strict: false, logger: false };
  const ajv = newAjv(
    typeof draft === 'string' ? draft : '',
    own ? { ...options, meta: false, validateSchema: false } : options,
  );
  ajv.addFormat('ipv4', { type: 'string', validate: isIPv4 });
  ajv.addFormat('ipv6', { type: 'string', validate: isIPv6 });
  ajv.addFormat('ip', { type: 'string', validate: (text: string) => isIP(text) !== 0 });
  ajv.addFormat('uri', { type: 'string', validate: (text: string) => URL.canParse(text) });
  return ajv;
}

/** The drafts that nobody has used yet in this process are not loaded. */
function newAjv(draft: string, options: Options): AnyAjv {
  if (draft.includes('2020-12')) return new (load('ajv/dist/2020.js') as typeof Dialect2020).Ajv2020(options);
  if (draft.includes('2019-09')) return new (load('ajv/dist/2019.js') as typeof Dialect2019).Ajv2019(options);
  return new Ajv(options);
}

/** Copies lists and plain mappings; functions, branded values and class instances (of JS configurations) stay as they are. */
function copyPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyPlain);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copyPlain(child)]));
}
