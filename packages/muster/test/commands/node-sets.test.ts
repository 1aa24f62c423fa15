import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TempSite, tempSite } from '../temp-site.ts';

let site: TempSite;
beforeAll(async () => {
  site = await tempSite();
  await site.write('registry/nodes.yaml', 'nodes:\n  n[1-3]: { profiles: [default] }\n');
});
afterAll(() => site.remove());

describe('a command about one node', () => {
  it.each(
    [
      ['explain', 'n1,n2'],
      ['explain', '@all'],
      ['explain', 'n1', '--diff', 'n[2-3]'],
      ['node', 'show', 'n1,n2'],
      ['overlay', 'render', 'n[1-2]'],
      ['node', 'timeline', 'n2,n3'],
      ['log', '@state:up'],
    ].map((words) => ({ words })),
  )('refuses a set: $words', async ({ words }) => {
    const { err } = await site.muster(words);
    expect(err).toMatch(/^NODE_NAME_WANTED: ".*" is a node set, and this is about one node\n/);
  });

  it('takes a MAC address that nobody knows for a machine not seen yet', async () => {
    const { err } = await site.muster(['node', 'timeline', '52:54:00:99:99:99']);
    expect(err).toMatch(/^CLI_BOOT_UNKNOWN: 52:54:00:99:99:99 was not seen booting yet\n/);
  });
});

describe('a selection that nobody is in', () => {
  it.each([
    ['node', 'list', '@outdated'],
    ['node', 'list', '@state:stuck'],
    ['node', 'list', '@image:debian!n[1-3]'],
    ['node', 'status', '@state:up'],
  ])('is an empty list where nodes are listed: %s %s %s', async (...words) => {
    expect(await site.muster([...words, '--output', 'json'])).toEqual({ code: 0, out: '[]\n', err: '' });
  });

  it('is an error where they are changed', async () => {
    const { code, err } = await site.muster(['node', 'set', '@outdated', '--init', '/init']);
    expect([code, err]).toEqual([1, expect.stringMatching(/^NODE_SET_EMPTY: .*\n.*no node is in/)]);
  });
});

describe('a selection that is a slip of the pen', () => {
  it.each([
    ['@profile:defalt', 'there is no profile "defalt"; did you mean "default"?'],
    ['@image:debain', 'there is no image "debain"; did you mean "debian"?'],
    ['@image:nope', 'there is no image "nope"'],
    ['@state:UP', 'column 1: there is no state "UP"; did you mean @state:up?'],
    ['n1,@state:outdated', 'column 4: there is no state "outdated"; did you mean @outdated?'],
    ['@state:', 'states are never, booting, waiting, stuck, failed, delivered, up, ended;'],
  ])('is told so: %s', async (set, sentence) => {
    const { code, out, err } = await site.muster(['node', 'list', set]);
    expect(out).toBe('');
    expect(err).toContain(sentence);
    expect(code).not.toBe(0);
  });

  it('behind an exclamation mark deletes nothing', async () => {
    const { code, err } = await site.muster(['node', 'delete', 'n[1-2],!n2l', '--yes']);
    expect([code, err]).toEqual([1, expect.stringContaining('not in the registry: n2l')]);
    expect((await site.muster(['node', 'list'])).out).toMatch(/^n1 .*\nn2 .*\nn3 /m);
  });
});
