/** A template and its data, rendered by this package and by Go. */
export interface Case {
  readonly template: string;
  /** JSON, with `{"$float": 2}`, `{"$strings": […]}`, `{"$stringMap": {…}}` and `{"$node": true}` for Go values JSON has no form for. */
  readonly data?: unknown;
  readonly missingKey?: 'zero' | 'error';
  readonly sprig?: boolean;
}

/** Data that most cases use. */
export const common = {
  name: 'n1',
  empty: '',
  zero: 0,
  one: 1,
  big: 12345678901,
  pi: 3.25,
  float: { $float: 2 },
  yes: true,
  no: false,
  none: null,
  list: ['a', 'b', 'c'],
  ints: [3, 1, 2],
  mixed: [1, 'x', null, true, 2.5],
  emptyList: [],
  map: { b: 2, a: 1, c: 3 },
  emptyMap: {},
  nested: { x: { y: { z: 'deep' } } },
  nodes: [
    { id: 'n1', ip: '10.0.0.1', cores: 4 },
    { id: 'n2', ip: '10.0.0.2', cores: 8 },
  ],
  strings: { $strings: ['s2', 's1'] },
  tags: { $stringMap: { k: 'v', e: '' } },
  unicode: 'héllo wörld ☃ 𝄞',
  html: `<a href="x">'&'</a>`,
};

export function cases(templates: readonly string[], options: Omit<Case, 'template'> = {}): Case[] {
  return templates.map((template) => ({ template, data: common, ...options }));
}
