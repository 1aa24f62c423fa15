import fc from 'fast-check';
import { constructFromEvents, parseEvents } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { type ParsedYaml, readSimpleYaml } from '../../src/registry/simple-yaml.ts';
import { pairsOf, REGISTRY_YAML } from '../../src/registry/yaml-events.ts';
import { FUZZ_TIMEOUT, RUNS } from './support.ts';

/** What the whole parser makes of a text; undefined when it is not one document of YAML. */
function wholeParser(text: string): ParsedYaml | undefined {
  try {
    const events = parseEvents(text, {});
    const documents = constructFromEvents(events, { source: text, schema: REGISTRY_YAML });
    if (documents.length !== 1) return undefined;
    const keys = [...pairsOf(events, text, 1)].map(({ key, offset, value }) => ({
      key,
      offset,
      inner: [...pairsOf(events, text, value)].map((inner) => ({ key: inner.key, offset: inner.offset })),
    }));
    return { root: documents[0], keys };
  } catch {
    return undefined;
  }
}

function expectSame(text: string): boolean {
  const simple = readSimpleYaml(text);
  if (simple === undefined) return false;
  const whole = wholeParser(text);
  expect(simple.root).toEqual(whole?.root);
  expect(simple.keys).toEqual(whole?.keys);
  return true;
}

const SAMPLE = `# cluster
profiles:
  base:
    image: debian   # stable
    kernel: { args: [quiet, console=ttyS0, "a b"], version: 6.1 }
    systemOverlays:
    - init
    - hostname

nodes:
  n001:
  n[002-400]:
    profiles:
      - base
      - ~gpu
    comment: rack 3, unit 4 (top)
    assetTag: 0012
    networkDevices:
      default:
        hwaddr: 52:54:00:12:34:56
        address: 10.0.0.5/22
        mtu: 9000
        onboot: false
        dns: [10.0.0.1, 10.0.0.2]
    tags: { rack: "1", empty: '', none: ~ }
  'n500': {}
`;

describe('readSimpleYaml', () => {
  it('reads an ordinary registry as the whole parser does', () => {
    expect(expectSame(SAMPLE)).toBe(true);
  });

  it.each([
    'a: 1\n',
    'a:\n  b: c\nd: e',
    'a: x:y\nb: 1.10\nc: 1.5\nd: 0x1f\ne: 1e3\nf: -7\ng: -x\nh: .5\ni: +1\nj: -0\nk: 1e+21\nl: Null\nm: True\nn: no\n',
    'a: [1, 0012, x y , "q", [b], {c: d}, ]\n',
    'a:\n  b: {b: 1, c: [d], e: {f: g}}\nc: {}\n',
    'a: b#c\nd: e # f\n',
    'a:\n\n  # comment\n  b:\n    - c\n# end',
    'a:\n- b\n- c\nd:\n',
  ])('reads %j itself, as the whole parser does', (text) => {
    expect(expectSame(text)).toBe(true);
  });

  it.each([
    '',
    '- a\n',
    'a: &x b\n',
    'a: *x\n',
    'a: |\n  text\n',
    'a: b\n  c\n',
    'a: b: c\n',
    'a: "\\n"\n',
    "a: 'it''s'\n",
    'a: [b,\n  c]\n',
    'a:\n  - b: c\n',
    'a: 1\na: 2\n',
    'a:\tb\n',
    'a: b\r\n',
    '---\na: b\n',
    'a: !!str 1\n',
    'a:\n    b: 1\n  c: 2\n',
    '__proto__: 1\n',
    '? a\n: b\n',
    'a b: c\n',
    'a: {b: c}\n',
    'a: {b}\n',
    'a: [,]\n',
  ])('leaves %j to the whole parser', (text) => {
    expect(readSimpleYaml(text)).toBeUndefined();
  });

  it(
    'agrees with the whole parser on any text built of its lines',
    () => {
      const scalar = fc.constantFrom(
        ...[
          'a',
          '1',
          '0012',
          '1.10',
          '-1',
          '- a',
          '~',
          '~x',
          'null',
          'true',
          '52:54:00:aa:bb:cc',
          'a: b',
          'a:',
          'a #b',
          'a#b',
          '"q"',
          '"q" #c',
        ],
        ...[
          '"q"x',
          "'q'",
          "'q''r'",
          '"a: b"',
          '[]',
          '[a, b]',
          '[a, [b], {c: d}]',
          '[a: b]',
          '{}',
          '{a: 1, b: }',
          '{a: [x, y], "b": z}',
          '{a:1}',
        ],
        ...[
          '[a,b]',
          '[ a , b ]',
          '[a, ]',
          '[a b, c:d]',
          '[a',
          '&x y',
          '*x',
          '!t',
          '|',
          '>',
          '%',
          '@',
          '`',
          '-',
          '--',
          '---',
          '.',
          '...',
          '=',
          '<<',
          '#',
          'é',
        ],
      );
      const key = fc.constantFrom(
        'a',
        'b',
        'n[1-2]',
        '"q"',
        "'r'",
        '7',
        '0x1',
        'null',
        '~',
        '-',
        'é',
        'a b',
        '<<',
        '"q\\n"',
        '...',
      );
      const line = fc.oneof(
        { weight: 6, arbitrary: fc.tuple(key, scalar).map(([k, v]) => `${k}: ${v}`) },
        { weight: 4, arbitrary: key.map((k) => `${k}:`) },
        { weight: 3, arbitrary: scalar.map((v) => `- ${v}`) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('', '# c', '---', '...', 'a', '{a: 1}', 'a :  b', '"q" : 1', 'a:   ', '- '),
        },
      );
      const indented = fc
        .tuple(fc.constantFrom(0, 0, 2, 2, 4, 4, 6, 1), line)
        .map(([indent, text]) => ' '.repeat(indent) + text);
      let read = 0;
      fc.assert(
        fc.property(fc.array(indented, { maxLength: 7 }), fc.constantFrom('', '\n', '\n\n'), (lines, end) => {
          if (expectSame(lines.join('\n') + end)) read += 1;
        }),
        { numRuns: RUNS * 2 },
      );
      expect(read).toBeGreaterThan(0);
    },
    FUZZ_TIMEOUT,
  );

  it(
    'agrees with the whole parser on the sample with anything put in or taken out',
    () => {
      const piece = fc.constantFrom(
        '',
        ' ',
        '  ',
        '\n',
        ':',
        ': ',
        '-',
        '- ',
        '#',
        ' #',
        '"',
        "'",
        '[',
        ']',
        '{',
        '}',
        ',',
        'x',
        '1',
        '~',
        '&',
        '*',
        '\t',
        '\r',
        '\\',
      );
      fc.assert(
        fc.property(fc.nat(SAMPLE.length), fc.nat(6), piece, (at, cut, put) => {
          expectSame(SAMPLE.slice(0, at) + put + SAMPLE.slice(at + cut));
        }),
        { numRuns: RUNS * 2 },
      );
    },
    FUZZ_TIMEOUT,
  );
});
