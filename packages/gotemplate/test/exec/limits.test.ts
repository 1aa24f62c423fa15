import { describe, expect, it } from 'vitest';
import { parse, sprigFunctions } from '../../src/index.ts';

const doubling = (start: string, step: string): string => `{{ $x := ${start} }}${`{{ $x = ${step} }}`.repeat(60)}done`;

describe('limits', () => {
  it.each([
    [
      'a template that calls itself',
      '{{ define "x" }}{{ template "x" }}{{ end }}{{ template "x" }}',
      /exceeded maximum template depth/,
    ],
    ['nested loops', '{{ range until 5000 }}{{ range until 5000 }}{{ end }}{{ end }}', /more than 100000 steps/],
    ['endless output', '{{ range until 1000 }}{{ repeat 1000 "x" }}{{ end }}', /more than 100000 bytes of output/],
    ['a string that doubles', doubling('"abcdefgh"', 'print $x $x'), /limit passed/],
    ['a list that doubles', doubling('list 1 2', 'concat $x $x'), /limit passed/],
    ['a value that shares its parts', doubling('list 1', 'list $x $x').replace('done', '{{ $x }}'), /limit passed/],
    [
      'a value that shares its parts as JSON',
      doubling('dict', 'dict "a" $x "b" $x').replace('done', '{{ toJson $x }}'),
      /limit passed/,
    ],
    [
      'a comparison of such values',
      doubling('list 1', 'list $x $x').replace('done', '{{ has $x (list $x) }}'),
      /limit passed/,
    ],
    ['a huge repetition', '{{ repeat 9007199254740991 "ab" }}', /limit passed/],
    ['a huge count', '{{ until 9007199254740991 }}', /limit passed/],
    ['a huge indentation', '{{ indent 1000000000 "x" }}', /limit passed/],
    ['replacements that multiply', '{{ replace "a" (repeat 20000 "b") (repeat 20000 "a") }}', /limit passed/],
    ['wide formats', '{{ printf (repeat 5000 "%999999d") 1 }}', /limit passed/],
    ['a regular expression on much text', '{{ regexMatch "(a*)*b" (repeat 90000 "a") }}', /limit passed/],
    ['a map that contains itself', '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}', /nested too deeply/],
  ])('stop %s', (_, text, message) => {
    const template = parse('t', text, { funcs: sprigFunctions });
    expect(() =>
      template.execute({}, { limits: { steps: 100_000, outputBytes: 100_000, valueBytes: 1 << 20 } }),
    ).toThrow(message);
  });

  it('have their own code and say which template', () => {
    const template = parse('loop', '{{ range . }}{{ . }}{{ end }}');
    expect(() => template.execute(['a', 'b'], { limits: { steps: 3 } })).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_LIMIT', template: 'loop', line: 1 }),
    );
  });

  it('allow a host file of ten thousand nodes', () => {
    const nodes = Array.from({ length: 10_000 }, (_, i) => ({ id: `n${i}`, ip: `10.0.${i >> 8}.${i & 255}` }));
    const hosts = parse(
      'hosts',
      '{{ range $n := . }}{{ if $n.ip }}{{ $n.ip }} {{ $n.id }} {{ printf "%s.cluster" $n.id }}\n{{ end }}{{ end }}',
    );
    expect(hosts.execute(nodes).split('\n')).toHaveLength(10_001);
  });
});

describe('a RangeError of a function', () => {
  it('is an error of that function, unless V8 ran out of something', () => {
    const failing = (message: string) => () =>
      parse('t', '{{ f }}', {
        funcs: {
          f: () => {
            throw new RangeError(message);
          },
        },
      }).execute();
    expect(failing('port 70000')).toThrow(expect.objectContaining({ code: 'TEMPLATE_EXECUTION' }));
    expect(failing('Maximum call stack size exceeded')).toThrow(expect.objectContaining({ code: 'TEMPLATE_LIMIT' }));
  });
});
