import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MusterError } from '../../src/errors/index.ts';
import { createHooks } from '../../src/lifecycle/create-hooks.ts';
import { type BootSpec, bootRequest, type Change, type Snapshot } from '../../src/lifecycle/index.ts';

const snapshot = {} as Snapshot;
const context = { snapshot };
const spec = { node: 'n', initrds: [], args: [], deploy: [], problems: [] } as unknown as BootSpec;

function hooksOf(owner?: string, timeoutMs = 1000) {
  return createHooks({ timeoutMs, owner: () => owner });
}

describe('wrapped taps', () => {
  it('name plugin and hook in errors of sync, promise and callback taps', async () => {
    for (const kind of ['tap', 'tapPromise', 'tapAsync'] as const) {
      const { hooks } = hooksOf('faulty');
      if (kind === 'tap')
        hooks.discover.tap('x', () => {
          throw new Error('boom');
        });
      if (kind === 'tapPromise') hooks.discover.tapPromise('x', () => Promise.reject(new Error('boom')));
      if (kind === 'tapAsync')
        hooks.discover.tapAsync('x', (_request, _context, done) => {
          done(new Error('boom'));
        });
      await expect(hooks.discover.promise(bootRequest(), context)).rejects.toMatchObject({
        code: 'PLUGIN_HOOK_FAILED',
        plugin: 'faulty',
        hook: 'discover',
        message: expect.stringContaining('boom') as string,
      });
    }
  });

  it('keep code and remedy of an error that was raised on purpose, and add plugin and hook', async () => {
    const { hooks } = hooksOf('careful');
    const error = new MusterError({ code: 'PORT_TAKEN', sentence: 'taken', remedy: 'free it' });
    hooks.serve.tapPromise('x', () => Promise.reject(error));
    await expect(hooks.serve.promise({} as never)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      remedy: 'free it',
      plugin: 'careful',
      hook: 'serve',
    });
  });

  it('of assign have to return a boot spec or nothing', async () => {
    const { hooks } = hooksOf('odd');
    hooks.assign.tap('odd', () => ({ node: 'n' }) as never);
    await expect(hooks.assign.promise(spec, {} as never)).rejects.toMatchObject({
      code: 'PLUGIN_HOOK_FAILED',
      plugin: 'odd',
      hook: 'assign',
      message: expect.stringContaining('no boot spec') as string,
    });
  });

  it('use the name of the tap outside of apply()', async () => {
    const { hooks } = hooksOf();
    hooks.serve.tapPromise('late', () => Promise.reject(new Error('no')));
    await expect(hooks.serve.promise({} as never)).rejects.toMatchObject({ plugin: 'late', hook: 'serve' });
  });

  it('are given up when a promise never settles', async () => {
    const { hooks } = hooksOf('slow', 20);
    hooks.assign.tapPromise('slow', () => new Promise(() => undefined));
    await expect(hooks.assign.promise(spec, {} as never)).rejects.toMatchObject({
      code: 'PLUGIN_TIMEOUT',
      plugin: 'slow',
      hook: 'assign',
    });
  });

  it('are timed and counted, failures too', async () => {
    const { hooks, timings } = hooksOf('timed');
    hooks.discover.tapPromise('timed', async () => {
      await sleep(5);
      throw new Error('x');
    });
    await hooks.discover.promise(bootRequest(), context).catch(() => undefined);
    expect(timings).toHaveLength(1);
    expect(timings[0]).toMatchObject({ plugin: 'timed', hook: 'discover', calls: 1, errors: 1 });
    expect(timings[0]?.totalMs).toBeGreaterThan(1);
  });

  it('pass values of sync, promise and callback taps through', async () => {
    const { hooks } = hooksOf();
    hooks.render.for('dhcpd-conf').make.tapAsync('a', (_request, done) => {
      done(null, { contentType: 't', text: 'made' });
    });
    expect(await hooks.render.for('dhcpd-conf').make.promise({ snapshot })).toEqual({ contentType: 't', text: 'made' });
  });
});

describe('assign', () => {
  it('keeps the previous spec when a tap returns nothing, and freezes what a tap returns', async () => {
    const { hooks } = hooksOf();
    hooks.assign.tap('first', (value) => ({ ...value, args: ['quiet'] }));
    hooks.assign.tap('second', () => undefined as never);
    const result = await hooks.assign.promise(spec, {} as never);
    expect(result.args).toEqual(['quiet']);
    expect(() => (result.args as string[]).push('x')).toThrow(TypeError);
    expect(() => {
      (result as { node: string }).node = 'other';
    }).toThrow(TypeError);
  });
});

describe('render', () => {
  it('lets every tap of amend refine what the first maker made', async () => {
    const { hooks } = hooksOf();
    const hook = hooks.render.for('ipxe-script');
    hook.make.tap('none', () => undefined);
    hook.make.tap('maker', () => ({ contentType: 't', text: 'a' }));
    hook.make.tap('never', () => ({ contentType: 't', text: 'z' }));
    hook.amend.tap('b', (made) => ({ ...made, text: `${made.text}b` }));
    hook.amend.tapPromise('c', (made) => Promise.resolve({ ...made, text: `${made.text}c` }));
    const made = await hook.make.promise({} as never);
    expect(made && (await hook.amend.promise(made, {} as never)).text).toBe('abc');
    expect(hooks.render.for('ipxe-script')).toBe(hook);
  });
});

describe('refresh', () => {
  it('isolates taps: a failing and a hanging one fail nobody else, and each failure is returned', async () => {
    const set = hooksOf(undefined, 30);
    const seen: string[] = [];
    set.hooks.refresh.tap('thrower', () => {
      throw new Error('one');
    });
    set.hooks.refresh.tapPromise('hanger', () => new Promise(() => undefined));
    set.hooks.refresh.tapPromise('worker', async () => {
      await sleep(5);
      seen.push('worker');
    });
    const change: Change = { kind: 'snapshot', snapshot };
    const failures = await set.refresh(change);
    expect(seen).toEqual(['worker']);
    expect(failures.map(({ plugin }) => plugin)).toEqual(['thrower', 'hanger']);
    expect(await set.refresh({ ...change })).toHaveLength(2);
  });
});
