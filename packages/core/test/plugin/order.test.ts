import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderPlugins } from '../../src/plugin/order.ts';

const names = (plugins: readonly { name: string }[]) => plugins.map((plugin) => plugin.name);

describe('orderPlugins', () => {
  it('keeps the order of the configuration when nobody wishes otherwise', () => {
    expect(names(orderPlugins([{ name: 'b' }, { name: 'a' }, { name: 'c' }]))).toEqual(['b', 'a', 'c']);
  });

  it('puts a plugin before the one it wants to precede and after the one it wants to follow', () => {
    const ordered = orderPlugins([{ name: 'a', after: ['c'] }, { name: 'b' }, { name: 'c', before: ['b'] }]);
    expect(names(ordered)).toEqual(['c', 'a', 'b']);
  });

  it('ignores wishes about plugins that are not there', () => {
    expect(names(orderPlugins([{ name: 'a', before: ['x'], after: ['y'] }]))).toEqual(['a']);
  });

  it('names the loop of a cycle', () => {
    const cycle = () =>
      orderPlugins([
        { name: 'a', before: ['b'] },
        { name: 'b', before: ['c'] },
        { name: 'c', before: ['a'] },
      ]);
    expect(cycle).toThrow(expect.objectContaining({ code: 'PLUGIN_ORDER_CYCLE' }));
    expect(cycle).toThrow(/a → b → c → a|b → c → a → b|c → a → b → c/);
  });

  it('honours every wish of any set of plugins whose wishes agree with some order', () => {
    const sets = fc
      .uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 8 })
      .chain((order) =>
        fc.tuple(
          fc.constant(order),
          fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 10 }),
          fc.shuffledSubarray(order, { minLength: order.length }),
        ),
      );
    fc.assert(
      fc.property(sets, ([order, pairs, shuffled]) => {
        const wishes = pairs
          .map(([x, y]) => [x % order.length, y % order.length] as const)
          .filter(([x, y]) => x < y)
          .map(([x, y]) => [order[x] ?? '', order[y] ?? ''] as const);
        const plugins = shuffled.map((name) => ({
          name,
          before: wishes.filter(([first]) => first === name).map(([, second]) => second),
        }));
        const result = names(orderPlugins(plugins));
        expect([...result].sort()).toEqual([...order].sort());
        for (const [first, second] of wishes) expect(result.indexOf(first)).toBeLessThan(result.indexOf(second));
      }),
    );
  });
});
