import { describe, expect, it } from 'vitest';
import { goStruct, parse, sprigFunctions } from '../../src/index.ts';

const names = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'length',
];

describe('what JavaScript objects inherit', () => {
  it.each(names)('%s is no key of a map', (name) => {
    const run = (text: string): string =>
      parse('t', text, { funcs: sprigFunctions }).execute({ m: {}, map: new Map() });
    expect(run(`{{ .${name} }}|{{ .m.${name} }}|{{ .map.${name} }}|{{ index .m "${name}" }}`)).toBe(
      '<no value>|<no value>|<no value>|<no value>',
    );
    expect(run(`{{ get (dict) "${name}" }}|{{ hasKey .m "${name}" }}|{{ dig "${name}" "x" "none" .m }}`)).toBe(
      '|false|none',
    );
  });

  it.each(names)('%s is no field of structs, lists, strings, numbers, functions or other objects', (name) => {
    const data = { s: goStruct('T', {}), l: [1], t: 'x', n: 1, f: () => 1, o: new Date(0), b: Buffer.from('x') };
    for (const key of Object.keys(data)) {
      expect(() => parse('t', `{{ .${key}.${name} }}`).execute(data)).toThrow(`can't evaluate field ${name}`);
    }
  });

  it.each(names)('%s is no function', (name) => {
    expect(() => parse('t', `{{ ${name} }}`, { funcs: {} })).toThrow(`function "${name}" not defined`);
  });

  it('is not changed by keys a template sets', () => {
    const text =
      '{{ $d := dict "__proto__" "x" }}{{ $_ := set $d "constructor" "y" }}{{ fromJson "{\\"__proto__\\":{\\"z\\":1}}" }}{{ $d }}';
    expect(parse('t', text, { funcs: sprigFunctions }).execute()).toBe(
      'map[__proto__:map[z:1]]map[__proto__:x constructor:y]',
    );
    expect(({} as Record<string, unknown>).z).toBeUndefined();
  });
});

describe('the data of the caller', () => {
  it.each([
    'set .m "a" 2',
    'unset .m "a"',
    'merge .m (dict "b" 1)',
    'mergeOverwrite .m (dict "a" 2)',
    'set .nested.x "a" 2',
  ])('is not changed by %s', (call) => {
    const data = { m: { a: 1 }, nested: new Map([['x', { a: 1 }]]) };
    expect(() => parse('t', `{{ ${call} }}`, { funcs: sprigFunctions }).execute(data)).toThrow(
      'which templates do not change',
    );
    expect(data).toEqual({ m: { a: 1 }, nested: new Map([['x', { a: 1 }]]) });
  });

  it('is not changed in depth through a copy', () => {
    const data = { m: { deep: { a: 1 } } };
    const text = '{{ $c := merge (dict) .m }}{{ merge $c (dict "deep" (dict "b" 2)) }}{{ set (deepCopy .m) "x" 1 }}';
    expect(parse('t', text, { funcs: sprigFunctions }).execute(data)).toBe(
      'map[deep:map[a:1 b:2]]map[deep:map[a:1] x:1]',
    );
    expect(data).toEqual({ m: { deep: { a: 1 } } });
  });
});
