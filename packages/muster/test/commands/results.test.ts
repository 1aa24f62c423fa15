import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import type { CliCommand } from '../../src/command.ts';
import { commandEntries } from '../../src/commands/index.ts';
import { type TempSite, tempSite } from '../temp-site.ts';

let site: TempSite;
let own: readonly CliCommand[];
beforeAll(async () => {
  site = await tempSite();
  await site.write('rack.csv', 'mac\n52:54:00:00:00:0a\n');
  await mkdir(path.join(site.folder, 'tree/etc'), { recursive: true });
  await writeFile(path.join(site.folder, 'tree/etc/os-release'), 'ID=tiny\n');
  own = (await Promise.all(commandEntries.map(({ load }) => load()))).flat();
});
afterAll(() => site.remove());

/** Each command that changes something, in an order in which it has something to do, and what it tells programs. */
const LINES: readonly (readonly [string, readonly string[], unknown])[] = [
  ['node add', ['n[1-2]'], { added: ['n1', 'n2'], keysMade: ['n1', 'n2'] }],
  ['node set', ['n[1-2]', '--image', 'tiny'], { changed: ['n1', 'n2'] }],
  ['node set', ['n[1-2]', '--image', 'tiny'], { changed: [] }],
  ['node import', ['rack.csv', 'm1'], { machines: [{ node: 'm1', line: 2 }], added: ['m1'], ignoredColumns: false }],
  ['node delete', ['n1', '--yes'], { deleted: ['n1'] }],
  ['profile add', ['gpu', 'big'], { added: ['gpu', 'big'] }],
  ['profile set', ['gpu', '--init', '/init'], { changed: ['gpu'] }],
  ['profile delete', ['gpu', 'big', '--yes'], { deleted: ['gpu', 'big'] }],
  ['image import', ['tree', 'tiny', '--no-build'], { name: 'tiny', built: 'no' }],
  ['image build', ['tiny'], { name: 'tiny', kernels: [] }],
  ['rollback', ['1', '--yes'], { snapshot: 1, images: true }],
  ['image delete', ['tiny', '--yes'], { deleted: 'tiny', nodes: [] }],
  ['reload', [], { server: 'not running' }],
];

const inSite = (word: string): string => (word === 'tree' ? path.join(site.folder, word) : word);

describe('a command that changes something', () => {
  it('tells programs what it did, in the fields that its help names', async () => {
    for (const [name, words, value] of LINES) {
      const { out, err } = await site.muster([...name.split(' '), ...words.map(inSite), '--output', 'json']);
      const printed = JSON.parse(out === '' ? JSON.stringify(err) : out) as object;
      expect(printed, name).toMatchObject(value as object);
      const known = Object.keys(own.find((command) => command.name === name)?.result ?? {});
      expect(
        Object.keys(printed).filter((key) => !known.includes(key)),
        name,
      ).toEqual([]);
      const { out: help } = await site.muster([...name.split(' '), '--help']);
      for (const key of Object.keys(value as object)) expect(help, name).toContain(`\n  ${key}: `);
    }
    // What only a server knows of is tried in front of one: test/system/discovery.test.ts.
    const told = new Set([...LINES.map(([name]) => name), 'discover accept']);
    expect(own.filter(({ name, changes }) => changes === true && !told.has(name)).map(({ name }) => name)).toEqual([]);
  });

  it('does so in YAML too', async () => {
    const { out } = await site.muster(['node', 'add', 'y1', '--output', 'yaml']);
    expect(parse(out)).toEqual({ added: ['y1'], keysMade: ['y1'] });
  });
});

describe('one file of an overlay', () => {
  it('is a value for programs, with what was asked for', async () => {
    await site.muster(['node', 'add', 'o1']);
    const { out } = await site.muster(['overlay', 'show', 'motd', '/etc/motd', '--output', 'json']);
    expect(JSON.parse(out)).toEqual({ overlay: 'motd', file: '/etc/motd', text: 'This is {{ .Id }}\n' });
    const rendered = await site.muster(['overlay', 'render', 'o1', '/etc/motd', '--output', 'yaml']);
    expect(parse(rendered.out)).toEqual({ node: 'o1', context: 'system', file: '/etc/motd', text: 'This is o1\n' });
  });
});

describe('muster log', () => {
  it('prints an event a line as JSON, and a document each as YAML', async () => {
    const events = ['dhcp', 'script'].map((stage, index) => ({
      time: 1000 + index,
      node: 'l1',
      stage,
      outcome: 'done',
      by: 'test',
    }));
    await site.write('state/boots/boots-00000001.ndjson', events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const json = await site.muster(['log', '--output', 'json']);
    expect(
      json.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject(events);
    const yaml = await site.muster(['log', '--output', 'yaml']);
    expect(parseAllDocuments(yaml.out).map((document) => document.toJS() as unknown)).toMatchObject(events);
  });
});
