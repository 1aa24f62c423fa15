import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runChecks } from '../../src/doctor/run-checks.ts';
import type { Check } from '../../src/plugin/types.ts';

const check = (name: string, run: Check['run']) => ({ plugin: 'sample', item: { name, run } });
const FINE = { level: 'ok', sentence: 'fine' } as const;

describe('checks of plugins', () => {
  it('run side by side, and stand in the order they were contributed', async () => {
    let release: () => void = () => undefined;
    const other = new Promise<void>((resolve) => (release = resolve));
    const first = check('first', async () => {
      await other;
      return [FINE];
    });
    const second = check('second', () => {
      release();
      return Promise.resolve([]);
    });
    expect(await runChecks([first, second], { snapshot: undefined }, 60_000)).toEqual([
      { plugin: 'sample', check: 'first', results: [FINE] },
      { plugin: 'sample', check: 'second', results: [] },
    ]);
  });

  it('are findings of their own when they throw or take too long, and are told to stop', async () => {
    let stopped = false;
    const throws = check('throws', () => {
      throw new Error('no luck');
    });
    const rejects = check('rejects', () => Promise.reject(new Error('no luck later')));
    const hangs = check('hangs', async ({ signal }) => {
      signal.addEventListener('abort', () => (stopped = true));
      await sleep(60_000, undefined, { signal }).catch(() => undefined);
      return [FINE];
    });
    const reports = await runChecks([throws, rejects, hangs], { snapshot: undefined }, 50);
    const remedy = 'report this to the author of plugin sample';
    expect(reports.map(({ results }) => results)).toEqual([
      [{ level: 'error', sentence: 'check throws of sample failed: no luck', remedy }],
      [{ level: 'error', sentence: 'check rejects of sample failed: no luck later', remedy }],
      [
        {
          level: 'error',
          sentence: 'plugin "sample" did not finish check hangs within 50 ms',
          remedy: 'see what the plugin waits for, or raise pluginTimeout in the configuration',
        },
      ],
    ]);
    expect(stopped).toBe(true);
  });
});
