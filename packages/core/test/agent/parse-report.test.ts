import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../src/agent/agent-record.ts';
import { parseReport } from '../../src/agent/parse-report.ts';

const read = (body: string, query: Record<string, string> = { outcome: 'updated' }) =>
  parseReport(query, Buffer.from(body));

describe('a report of an agent', () => {
  it('says what was done to which path, and why not', () => {
    expect(read('placed /etc/a\\0040b -\nfailed /etc/c no\\0040room\n', { outcome: 'failed', task: 'ab' })).toEqual({
      outcome: 'failed',
      task: 'ab',
      items: [
        { what: 'placed', path: '/etc/a b' },
        { what: 'failed', path: '/etc/c', detail: 'no room' },
      ],
    });
  });

  it('is none without an outcome that is known', () => {
    expect(read('', {})).toBeUndefined();
    expect(read('', { outcome: 'great' })).toBeUndefined();
  });

  it('is read without lines that are none, and without what would spoil a terminal', () => {
    expect(read('x\n\nUPPER /a -\nplaced /a\\0033[31m\\0012b -\n')?.items).toEqual([
      { what: 'placed', path: '/a [31m b' },
    ]);
  });

  it('keeps what failed when there is too much of it', () => {
    const items = read(`${'placed /a -\n'.repeat(5000)}failed /b -\n`)?.items ?? [];
    expect(items.length).toBeLessThan(5000);
    expect(items[0]).toEqual({ what: 'failed', path: '/b' });
  });

  it('can be anything', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (body) => {
        const report = parseReport({ outcome: 'failed' }, body);
        expect(report?.items.every(({ path }) => !/\p{Cc}/u.test(path))).toBe(true);
      }),
    );
  });

  it('is summed up with failures first', () => {
    const items = ['/a', '/b', '/c', '/d'].map((path) => ({ what: 'placed', path }));
    const report = { outcome: 'failed' as const, items: [...items, { what: 'failed', path: '/e', detail: 'no room' }] };
    expect(summaryOf(report)).toBe('failed /e (no room); placed /a; placed /b; 2 more');
    expect(summaryOf({ outcome: 'unchanged', items: [] })).toBe('unchanged');
  });
});
