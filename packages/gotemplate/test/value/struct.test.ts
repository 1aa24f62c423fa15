import { describe, expect, it } from 'vitest';
import { type StructType, goMethod, goNil, goStruct, listVariables, parse, structOf } from '../../src/index.ts';

describe('a struct', () => {
  it('computes fields when they are read, and only those', () => {
    const computed: string[] = [];
    const field = (name: string) => (): string => {
      computed.push(name);
      return name;
    };
    const type: StructType<unknown> = { name: 'node.Node', fields: { A: field('A'), B: field('B'), C: field('C') } };
    expect(parse('t', '{{ .A }}{{ if false }}{{ .B }}{{ end }}').execute(structOf(type, undefined))).toBe('A');
    expect(computed).toEqual(['A']);
  });

  it('can be made of getters and functions', () => {
    const node = goStruct('*node.Node', {
      Id: 'n1',
      get Kernel() {
        return goStruct('*node.Kernel', { Version: '6.1' });
      },
      Upper: () => 'N1',
    });
    expect(parse('t', '{{ .Id }} {{ .Kernel.Version }} {{ .Upper }} {{ . }} {{ printf "%v" . }}').execute(node)).toBe(
      'n1 6.1 N1 {n1 &{6.1}} &{n1 &{6.1}}',
    );
    expect(() => parse('t', '{{ .Kernel.Nope }}').execute(node)).toThrow(
      "can't evaluate field Nope in type *node.Kernel",
    );
  });

  it('says which field could not be computed', () => {
    const cause = new Error('image is gone');
    const type: StructType<unknown> = {
      name: 'T',
      fields: {
        Image: () => {
          throw cause;
        },
      },
    };
    expect(() => parse('t', '{{ .Image }}').execute(structOf(type, 0))).toThrow(
      expect.objectContaining({
        message: 'template: t:1:3: executing "t" at <.Image>: error reading Image: image is gone',
        cause,
      }),
    );
  });

  it('checks the arguments of its methods', () => {
    const type: StructType<{ id: string }> = {
      name: 'T',
      fields: {},
      methods: {
        Add: goMethod(['string', 'int'], (source: { id: string }, text, count) => source.id + text.repeat(count)),
      },
    };
    const value = structOf(type, { id: 'n' });
    expect(parse('t', '{{ .Add "x" 2 }}{{ 3 | .Add "y" }}').execute(value)).toBe('nxxnyyy');
    expect(() => parse('t', '{{ .Add "x" "y" }}').execute(value)).toThrow('expected integer; found "y"');
    expect(() => parse('t', '{{ .Add "x" }}').execute(value)).toThrow('wrong number of args for Add: want 2 got 1');
  });

  it('that is absent prints <nil>, is false, and has no fields to read', () => {
    const data = goStruct('T', { Kernel: goNil('*node.Kernel'), Ip: goNil('net.IP') });
    expect(parse('t', '{{ .Kernel }} {{ .Ip }} {{ if .Kernel }}T{{ else }}F{{ end }}').execute(data)).toBe(
      '<nil> <nil> F',
    );
    expect(() => parse('t', '{{ .Kernel.Version }}').execute(data)).toThrow(
      'nil pointer evaluating *node.Kernel.Version',
    );
  });
});

describe('listVariables', () => {
  it('tells the paths a template mentions, with lines', () => {
    const text = `{{ .Id }}{{ $k := .Kernel }}{{ $k.Args }}
{{ range $name, $dev := .NetDevs }}{{ $dev.Ipaddr }}{{ .Hwaddr }}{{ $.Id }}{{ end }}
{{ with .Ipmi }}{{ .Ipaddr }}{{ else }}{{ .Comment }}{{ end }}
{{ (index .Tags "role") }}{{ (index .NetDevs "default").Mtu }}{{ template "x" .Root }}{{ .Id | printf "%s" }}
{{ define "x" }}{{ .Type }}{{ template "x" . }}{{ end }}`;
    expect(listVariables(parse('t', text))).toEqual([
      { path: 'Id', line: 1 },
      { path: 'Kernel', line: 1 },
      { path: 'Kernel.Args', line: 1 },
      { path: 'NetDevs', line: 2 },
      { path: 'NetDevs[*].Ipaddr', line: 2 },
      { path: 'NetDevs[*].Hwaddr', line: 2 },
      { path: 'Ipmi', line: 3 },
      { path: 'Ipmi.Ipaddr', line: 3 },
      { path: 'Comment', line: 3 },
      { path: 'Tags', line: 4 },
      { path: 'Tags.role', line: 4 },
      { path: 'NetDevs.default', line: 4 },
      { path: 'NetDevs.default.Mtu', line: 4 },
      { path: 'Root', line: 4 },
      { path: 'Root.Type', line: 5 },
    ]);
  });
});
