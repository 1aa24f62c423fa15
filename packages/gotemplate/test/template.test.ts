import { describe, expect, it } from 'vitest';
import { type FuncMap, StopExecution, type TextSink, encodeText, goFunc, parse } from '../src/index.ts';

describe('a template', () => {
  it('is parsed once and executed with any data', () => {
    const template = parse('greeting', 'Hello {{ .name }}');
    expect(template.execute({ name: 'n1' })).toBe('Hello n1');
    expect(template.execute({ name: 'n2' })).toBe('Hello n2');
    expect(template.execute()).toBe('Hello <no value>');
  });

  it('calls functions given to parse, and those of one execution that were declared', () => {
    const funcs: FuncMap = { shout: goFunc(['string'], (text) => `${text.toUpperCase()}!`) };
    const template = parse('t', '{{ shout (whoami) }}', { funcs, declare: ['whoami'] });
    expect(template.execute({}, { funcs: { whoami: () => 'n1' } })).toBe('N1!');
    expect(template.execute({}, { funcs: { whoami: () => 'n2', shout: () => 'quiet' } })).toBe('quiet');
    expect(() => template.execute({})).toThrow(
      'template: t:1:10: executing "t" at <whoami>: "whoami" is not a defined function',
    );
  });

  it('lets functions override those of Go, even break', () => {
    expect(
      parse('t', '{{ len . }}{{ break }}', { funcs: { len: () => 'long', break: () => 'broken' } }).execute('x'),
    ).toBe('longbroken');
  });

  it('writes to a sink that a function may steer between outputs', () => {
    const outputs = new Map<string, string>();
    let current = 'default';
    const sink: TextSink = { write: (text) => void outputs.set(current, (outputs.get(current) ?? '') + text) };
    const file = goFunc(['string'], (name) => {
      current = name;
      return '';
    });
    const template = parse('t', '{{ range . }}{{ file . }}name={{ . }}{{ end }}', { declare: ['file'] });
    template.executeTo(sink, ['a', 'b'], { funcs: { file } });
    expect([...outputs].filter(([, text]) => text !== '')).toEqual([
      ['a', 'name=a'],
      ['b', 'name=b'],
    ]);
  });

  it('ends without an error where a function stops it', () => {
    const abort = (): never => {
      throw new StopExecution('abort');
    };
    expect(parse('t', 'before {{ if true }}{{ abort }}{{ end }} after', { funcs: { abort } }).execute()).toBe(
      'before ',
    );
  });

  it('passes on errors of the sink as they are', () => {
    const full = new Error('disk full');
    const sink: TextSink = {
      write: () => {
        throw full;
      },
    };
    expect(() => {
      parse('t', 'text').executeTo(sink);
    }).toThrow(full);
  });

  it('tells its comments with their lines, and the templates it defines', () => {
    const template = parse(
      't',
      '{{/* wwdoc: a host file */}}\n{{ define "x" }}{{ end }}\n{{- /* .Tags: the tags */ -}}',
    );
    expect(template.comments).toEqual([
      { line: 1, text: ' wwdoc: a host file ' },
      { line: 3, text: ' .Tags: the tags ' },
    ]);
    expect(template.templateNames).toEqual(['x', 't']);
  });

  it('keeps bytes that are not UTF-8 through its text', () => {
    const text = parse('t', '{{ "\\xff\\xfe" }}{{ slice "é" 0 1 }}{{ "\\xc3\\xa9" }}').execute();
    expect([...encodeText(text)]).toEqual([0xff, 0xfe, 0xc3, 0xc3, 0xa9]);
  });
});

describe('a TemplateError', () => {
  const caught = (text: string, funcs: FuncMap = {}): unknown => {
    try {
      return parse('etc/hosts.ww', text, { funcs }).execute({ list: [1] });
    } catch (error) {
      return error;
    }
  };

  it('tells where in the text a syntax error is and what to do', () => {
    expect(caught('line 1\nhé {{ if .x }}\n')).toMatchObject({
      code: 'TEMPLATE_SYNTAX',
      template: 'etc/hosts.ww',
      message: 'template: etc/hosts.ww:3:0: unexpected EOF',
      line: 3,
      column: 1,
      remedy: 'Add the missing {{end}}: every if, range, with, define and block needs one.',
    });
  });

  it("counts columns in characters, while Go's message counts bytes", () => {
    expect(caught('a\nhéé {{ index .list 9 }}')).toMatchObject({
      code: 'TEMPLATE_EXECUTION',
      message:
        'template: etc/hosts.ww:2:9: executing "etc/hosts.ww" at <index .list 9>: error calling index: index out of range: 9',
      line: 2,
      column: 8,
    });
  });

  it('keeps what a function threw as its cause', () => {
    const cause = new TypeError('no such disk');
    const disk = (): never => {
      throw cause;
    };
    expect(caught('{{ disk }}', { disk })).toMatchObject({
      message: expect.stringContaining('error calling disk: no such disk') as string,
      cause,
    });
  });
});
