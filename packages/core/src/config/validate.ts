import { isIPv4, isIPv6 } from 'node:net';
import { Ajv, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { messageOf } from '../errors/index.ts';
import { describeSchemaErrors, type SchemaProblem } from './describe-errors.ts';
import { isPlainObject } from './path.ts';

/** Outcome of a validation: a copy of the value with defaults filled in, or what is wrong with it. */
export type ValidationResult = { readonly value: unknown } | { readonly problems: readonly SchemaProblem[] };

/**
 * Prepares a JSON Schema (draft 7, 2019-09 or 2020-12 by its `$schema`; a TypeBox value is one) for many validations;
 * the first of them compiles it. Formats `ipv4`, `ipv6` and `uri` are checked, others are notes. A schema that is itself
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
  const ajv = ajvFor(draft);
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

function ajvFor(draft: unknown): Ajv | Ajv2019 | Ajv2020 {
  const options: Options = { useDefaults: true, allErrors: true, verbose: true, strict: false, logger: false };
  const name = typeof draft === 'string' ? draft : '';
  const ajv = name.includes('2020-12')
    ? new Ajv2020(options)
    : name.includes('2019-09')
      ? new Ajv2019(options)
      : new Ajv(options);
  ajv.addFormat('ipv4', { type: 'string', validate: isIPv4 });
  ajv.addFormat('ipv6', { type: 'string', validate: isIPv6 });
  ajv.addFormat('uri', { type: 'string', validate: (text: string) => URL.canParse(text) });
  return ajv;
}

/** Copies lists and plain mappings; functions, branded values and class instances (of JS configurations) stay as they are. */
function copyPlain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyPlain);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copyPlain(child)]));
}
