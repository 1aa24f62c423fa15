import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonPieces } from '../../src/control/json-pieces.ts';
import { fromQuery, toQuery } from '../../src/control/query.ts';
import { readLines } from '../../src/control/read-lines.ts';
import { Type } from '../../src/control/schema.ts';
import { fromWire, statusOf, toWire } from '../../src/control/wire-error.ts';
import { MusterError } from '../../src/errors/index.ts';

describe('JSON in pieces', () => {
  it('is the JSON text of the value', () => {
    const long = fc
      .array(fc.jsonValue(), { maxLength: 5 })
      .map((list) => Array.from({ length: 700 }, () => list).flat());
    const values = fc.oneof(fc.jsonValue(), long, fc.record({ a: fc.jsonValue(), list: long, b: fc.jsonValue() }));
    fc.assert(
      fc.property(values, (value) => {
        expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value));
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out what JSON does, and has null for nothing', () => {
    const many = Array.from({ length: 300 }, () => undefined);
    expect([...jsonPieces({ a: undefined, many, b: 1 })].join('')).toBe(JSON.stringify({ many, b: 1 }));
    expect([...jsonPieces(undefined)]).toEqual(['null']);
  });

  it('of a long list are many', () => {
    expect([...jsonPieces(Array.from({ length: 10_000 }, (_, index) => ({ index })))].length).toBeGreaterThan(30);
  });
});

describe('the input of a GET', () => {
  it('comes out of its query as it went in', () => {
    const input = Type.Object({
      text: Type.Optional(Type.String()),
      flag: Type.Optional(Type.Boolean()),
      count: Type.Optional(Type.Integer()),
      list: Type.Optional(Type.Array(Type.String())),
      numbers: Type.Optional(Type.Array(Type.Integer())),
    });
    const inputs = fc.record(
      {
        text: fc.string({ unit: 'grapheme' }),
        flag: fc.boolean(),
        count: fc.integer(),
        list: fc.array(fc.string(), { minLength: 1 }),
        numbers: fc.array(fc.integer(), { minLength: 1 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(inputs, (value) => {
        expect(fromQuery({ input }, toQuery(value))).toEqual(value);
      }),
    );
  });

  it('is whatever somebody sends, never an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof fromQuery({ input: Type.Object({ a: Type.Integer() }) }, text)).toBe('object');
      }),
    );
  });
});

describe('an error on the wire', () => {
  const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

  it('is the error again', () => {
    const details = fc.record({
      code: fc.string(),
      sentence: fc.string({ unit: 'grapheme' }),
      remedy: fc.string(),
      where: optional(fc.record({ file: fc.string(), line: fc.nat(), column: fc.nat(), path: fc.string() })),
      plugin: optional(fc.string()),
      hook: optional(fc.string()),
    });
    fc.assert(
      fc.property(details, (value) => {
        const error = new MusterError(value);
        const again = fromWire(JSON.parse(JSON.stringify(toWire(error))) as ReturnType<typeof toWire>);
        expect(again).toEqual(error);
        expect(Object.entries(again)).toEqual(Object.entries(error));
      }),
    );
  });

  it.each([
    ['REGISTRY_UNKNOWN_ENTRY', 404],
    ['IMAGE_UNKNOWN', 404],
    ['NODE_EXISTS', 409],
    ['REGISTRY_LOCKED', 409],
    ['PROFILE_USED', 409],
    ['CONTROL_INPUT_INVALID', 400],
    ['CONTROL_FAILED', 500],
    ['REGISTRY_INVALID', 422],
  ])('%s has the status %d', (code, status) => {
    expect(statusOf({ code })).toBe(status);
  });
});

describe('lines', () => {
  it('are the same however the text is cut; one that is not ended is left out', async () => {
    const lines = fc.array(fc.string().map((line) => line.replaceAll('\n', '')));
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat(40)), async (wanted, cuts) => {
        let text = `${wanted.map((line) => `${line}\n`).join('')}rest`;
        const chunks: string[] = [];
        for (const cut of cuts) {
          chunks.push(text.slice(0, cut));
          text = text.slice(cut);
        }
        chunks.push(text);
        const got: string[] = [];
        for await (const line of readLines(asyncOf(chunks))) got.push(line);
        expect(got).toEqual(wanted);
      }),
    );
  });
});

async function* asyncOf(chunks: readonly string[]): AsyncGenerator<string, void, undefined> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
