import fc from 'fast-check';
import { load } from 'js-yaml';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { compileBodyCheck } from '../../src/registry/check-body.ts';
import { readRegistryText } from '../../src/registry/read-text.ts';
import { FUZZ_TIMEOUT, RUNS } from './support.ts';

const check = compileBodyCheck({ weight: Type.Integer(), rack: Type.Object({ row: Type.String() }) });

function problems(text: string): string[] {
  return readRegistryText('f.yaml', text, check).problems.map(
    ({ where, sentence }) => `${where.line ?? ''}:${where.column ?? ''} ${where.path ?? ''}: ${sentence}`,
  );
}

function nodes(text: string): Record<string, unknown> {
  const read = readRegistryText('f.yaml', text, check);
  expect(read.problems).toEqual([]);
  return Object.fromEntries(read.nodes.map(([key, body]) => [key, body]));
}

describe('readRegistryText', () => {
  it('takes an empty file, an empty section and a node without a body', () => {
    expect(nodes('')).toEqual({});
    expect(nodes('# nothing\n')).toEqual({});
    expect(nodes('nodes:\nprofiles:\n')).toEqual({});
    expect(nodes('nodes:\n  n2:\n')).toEqual({ n2: {} });
  });

  it('keeps digits of text that looks like a number', () => {
    const text =
      'nodes:\n  n1:\n    assetTag: 0012\n    kernel: { version: 6.10 }\n    tags: { a: 12, b: 0x1f, c: 1e3, d: true }\n';
    expect(nodes(text)).toEqual({
      n1: { assetTag: '0012', kernel: { version: '6.10' }, tags: { a: '12', b: '0x1f', c: '1e3', d: 'true' } },
    });
  });

  it('spells MAC addresses and UUIDs the usual way', () => {
    const text =
      'nodes:\n  n1:\n    uuid: 4C4C4544-0000-1000-8000-000000000001\n    networkDevices: { default: { hwaddr: 5254.0012.3456, mtu: 9000 } }\n';
    expect(nodes(text)).toEqual({
      n1: {
        uuid: '4c4c4544-0000-1000-8000-000000000001',
        networkDevices: { default: { hwaddr: '52:54:00:12:34:56', mtu: 9000 } },
      },
    });
  });

  it('checks contributed fields and lets null clear them', () => {
    expect(nodes('nodes:\n  n1: { weight: 3, rack: { row: a } }\n  n2: { weight: ~, rack: { row: null } }\n')).toEqual({
      n1: { weight: 3, rack: { row: 'a' } },
      n2: { weight: null, rack: { row: null } },
    });
    expect(problems('nodes:\n  n1:\n    weight: heavy\n')).toEqual([
      '3:5 nodes.n1.weight: is "heavy", must be a whole number or null',
    ]);
  });

  it('says where YAML is broken', () => {
    expect(problems('nodes:\n  n1: [a\n  n2: {}\n')).toEqual(['3:3 : this is not YAML: deficient indentation']);
    expect(problems('nodes:\n  n1: {}\n  n1: {}\n')).toEqual(['3:3 : this is not YAML: duplicated mapping key']);
    expect(problems('nodes:\n  n1: {}\n---\nnodes: {}\n')).toEqual([
      '3:1 : the file holds several documents (a line "---")',
    ]);
    expect(problems('- a\n')).toEqual(['1:1 : the file is not a mapping']);
  });

  it('names an unknown key, the key that was meant, and its place', () => {
    const [first] = problems('nodes:\n  n1:\n    comment: a\n    sytemOverlays: [a]\n');
    expect(first).toContain('4:5 nodes.n1.sytemOverlays: is not a known key; did you mean "systemOverlays"?');
    expect(problems('nodeprofiles: {}\n')[0]).toContain('1:1 nodeprofiles: is not a known key here');
  });

  it('refuses a machine’s own values in a profile', () => {
    const text =
      'profiles:\n  p:\n    uuid: x\n    networkDevices:\n      default:\n        hwaddr: 52:54:00:00:00:01\n';
    expect(problems(text)).toEqual([
      '3:5 profiles.p.uuid: belongs to one machine and cannot be in a profile',
      '6:9 profiles.p.networkDevices.default.hwaddr: belongs to one machine and cannot be in a profile',
    ]);
  });

  it.each([
    ['image: [a]', '3:5 nodes.n1.image: is ["a"], must be text or null: the name of an image'],
    ['image: ../../etc', '3:5 nodes.n1.image: is "../../etc", must be the name of an image'],
    [
      'systemOverlays: a,b',
      '3:5 nodes.n1.systemOverlays: is "a,b", must be a list or null: a list of overlays for the boot',
    ],
    [
      'boot: { stages: tow }',
      '3:13 nodes.n1.boot.stages: is "tow", must be "single", "two", "auto" or null; did you mean "two"?',
    ],
    [
      'kernel: { args: [quiet, "a\\nb"] }',
      '3:29 nodes.n1.kernel.args.1: is "a\\nb", must be a kernel argument on one line, or ~ARGUMENT',
    ],
    ['uuid: 12', '3:5 nodes.n1.uuid: is "12", not a UUID'],
    [
      'networkDevices: { d: { hwaddr: "FF-FF-FF-FF-FF-FF" } }',
      '3:28 nodes.n1.networkDevices.d.hwaddr: is ff:ff:ff:ff:ff:ff, which is the address of a group',
    ],
    [
      'networkDevices: { d: { hwaddr: "00:00:00:00:00:00" } }',
      '3:28 nodes.n1.networkDevices.d.hwaddr: is 00:00:00:00:00:00, which stands for no address',
    ],
    [
      'networkDevices: { d: { hwaddr: 52:54 } }',
      '3:28 nodes.n1.networkDevices.d.hwaddr: is "52:54", not a MAC address',
    ],
    [
      'networkDevices: { d: { address: 10.0.0.300 } }',
      '3:28 nodes.n1.networkDevices.d.address: is "10.0.0.300", not an IPv4 address',
    ],
    [
      'networkDevices: { d: { gateway: 10.0.0.1/8 } }',
      '3:28 nodes.n1.networkDevices.d.gateway: is "10.0.0.1/8", not an IPv4 address',
    ],
    [
      'networkDevices: { d: { mtu: 20 } }',
      '3:28 nodes.n1.networkDevices.d.mtu: is 20, must be >= 68 (allowed: 68 to 65535)',
    ],
    ['networkDevices: { d: { dns: [dns1] } }', '3:34 nodes.n1.networkDevices.d.dns.0: is "dns1", not an IP address'],
    ['networkDevices: { ../d: {} }', '3:23 nodes.n1.networkDevices.../d: is not a name for a network device'],
  ])('refuses "%s" and says what is allowed', (field, problem) => {
    expect(problems(`nodes:\n  n1:\n    ${field}\n`)).toEqual([problem]);
  });

  it('refuses names that could not be host names or file names', () => {
    expect(problems('nodes:\n  ../n1: {}\n  "n[b-a]": {}\n  n[1-2]!n[1-2]: {}\nprofiles:\n  p q: {}\n')).toEqual([
      '2:3 nodes.../n1: is not a name for a node',
      '3:3 nodes.n[b-a]: node set "n[b-a]", column 3: "b-a" is neither a number nor a range of numbers',
      '4:3 nodes.n[1-2]!n[1-2]: stands for no node',
      '6:3 profiles.p q: is not a name for a profile',
    ]);
  });

  it('refuses a body that is no mapping', () => {
    expect(problems('nodes:\n  n1: 5\n  n2: ""\n  n3: [a]\n')).toEqual([
      '2:3 nodes.n1: must be a mapping of fields',
      '3:3 nodes.n2: must be a mapping of fields',
      '4:3 nodes.n3: must be a mapping of fields',
    ]);
    expect(problems('nodes: [n1]\n')).toEqual(['1:1 nodes: must be a mapping of names']);
  });

  it('finds places in flow style and in JSON', () => {
    expect(problems('nodes: {n1: {}, n2: {image: [a]}}\n')).toEqual([
      '1:22 nodes.n2.image: is ["a"], must be text or null: the name of an image',
    ]);
    expect(problems(JSON.stringify({ nodes: { n1: {}, n2: { tags: {}, image: ['a'] }, n3: {} } }, null, 2))).toEqual([
      '6:7 nodes.n2.image: is ["a"], must be text or null: the name of an image',
    ]);
  });

  it('resolves anchors and reads files with Windows line ends and a byte order mark', () => {
    expect(nodes('\uFEFFnodes:\r\n  n1: &a\r\n    image: debian\r\n  n2: *a\r\n')).toEqual({
      n1: { image: 'debian' },
      n2: { image: 'debian' },
    });
  });

  it(
    'answers any text with entries or problems, and reads what js-yaml reads',
    () => {
      const line = fc.stringMatching(
        /^ {0,4}(nodes|profiles|n1|"n\[1-2\]"|image|tags)?:?( ?[a-z0-9[\]{}&*!|>'"#-]{0,8})$/,
      );
      fc.assert(
        fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
          const text = lines.join('\n');
          const read = readRegistryText('f.yaml', text, check);
          if (read.problems.length > 0) return;
          const plain = (text.replace(/\s|#.*/g, '') === '' ? {} : load(text)) as Record<
            string,
            Record<string, unknown> | null
          > | null;
          expect(read.nodes.map(([key]) => key).sort()).toEqual(Object.keys(plain?.nodes ?? {}).sort());
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );
});
