import fc from 'fast-check';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { compileSchema, validateWithSchema } from '../../src/config/validate.ts';

const runs = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

function problems(schema: object, value: unknown): string[] {
  const result = validateWithSchema(schema, value);
  return 'problems' in result ? result.problems.map(({ path, sentence }) => `${path}: ${sentence}`) : [];
}

const options = Type.Object(
  {
    script: Type.Optional(Type.String({ default: 'default.ipxe' })),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
    mode: Type.Optional(Type.Union([Type.Literal('proxy'), Type.Literal('full')])),
    server: Type.Optional(Type.String({ format: 'ipv4' })),
    tags: Type.Optional(Type.Array(Type.String(), { uniqueItems: true, minItems: 1 })),
  },
  { additionalProperties: false },
);

describe('validateWithSchema', () => {
  it('fills defaults into a copy and leaves the given value alone', () => {
    const given = Object.freeze({ port: 69 });
    expect(validateWithSchema(options, given)).toEqual({ value: { port: 69, script: 'default.ipxe' } });
    expect(given).toEqual({ port: 69 });
  });

  it('names the nearest key when one is misspelt', () => {
    expect(problems(options, { scirpt: 'x' })).toEqual([
      'scirpt: is not a known key; did you mean "script"? known here: script, port, mode, server, tags',
    ]);
  });

  it('says what is known when no key is near', () => {
    expect(problems(options, { zzzzzz: 1 })).toEqual([
      'zzzzzz: is not a known key; known here: script, port, mode, server, tags',
    ]);
  });

  it('reports every problem at once, each with its value and what is allowed', () => {
    expect(problems(options, { port: 99_999, mode: 'prxy', server: '10.0.0', tags: ['a', 'a'], script: 1 })).toEqual([
      'script: is 1, must be text',
      'port: is 99999, must be <= 65535 (allowed: 1 to 65535)',
      'mode: is "prxy", must be "proxy" or "full"; did you mean "proxy"?',
      'server: is "10.0.0", must be an IPv4 address such as 10.0.0.1',
      'tags: holds the same item twice (items 0 and 1, counted from 0)',
    ]);
  });

  it('names a missing key with its description', () => {
    const schema = Type.Object({ cidr: Type.String({ description: 'the network, e.g. 10.0.0.0/22' }) });
    expect(problems(Type.Object({ net: schema }), { net: {} })).toEqual([
      'net: lacks the key "cidr": the network, e.g. 10.0.0.0/22',
    ]);
  });

  it('points at list items by index', () => {
    expect(problems(Type.Object({ dns: Type.Array(Type.String()) }), { dns: ['a', 2] })).toEqual([
      'dns[1]: is 2, must be text',
    ]);
  });

  it('reports only the branch of a union that was meant', () => {
    const entry = Type.Union([Type.String(), Type.Object({ ipxe: options }, { additionalProperties: false })]);
    expect(problems(Type.Array(entry), [{ ipxe: { port: 0 } }, 'grub', 5])).toEqual([
      '[0].ipxe.port: is 0, must be >= 1 (allowed: 1 to 65535)',
      '[2]: is 5, must be text or a mapping',
    ]);
  });

  it('counts items, characters and keys', () => {
    const schema = Type.Object({
      list: Type.Array(Type.String(), { minItems: 1 }),
      word: Type.String({ maxLength: 2 }),
    });
    expect(problems(schema, { list: [], word: 'abc' })).toEqual([
      'list: is [], must have at least 1 item',
      'word: is "abc", must have at most 2 characters',
    ]);
  });

  it.each([
    'http://json-schema.org/draft-07/schema#',
    'https://json-schema.org/draft/2019-09/schema',
    'https://json-schema.org/draft/2020-12/schema',
  ])('takes schemas written by hand for %s', ($schema) => {
    const schema = { $schema, type: 'object', properties: { a: { type: 'number', default: 1 } }, required: ['b'] };
    expect(problems(schema, {})).toEqual([': lacks the key "b"']);
    expect(validateWithSchema(schema, { b: 1 })).toEqual({ value: { a: 1, b: 1 } });
  });

  it('fails every value of a schema that is itself wrong, and says so', () => {
    expect(problems({ type: 'txet' }, 1)[0]).toMatch(/^: cannot be checked, its schema is not valid JSON Schema: /);
  });

  it('hands functions and class instances through', () => {
    const value = { hook: () => 1, url: new URL('http://a/') };
    const result = compileSchema({ type: 'object' })(value);
    expect(result).toEqual({ value });
  });

  it('never throws, whatever value it is given', () => {
    const validate = compileSchema(options);
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const result = validate(value);
        if ('problems' in result) expect(result.problems.every(({ sentence }) => sentence !== '')).toBe(true);
      }),
      { numRuns: runs },
    );
  });
});
