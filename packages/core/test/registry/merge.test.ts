import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandProfiles } from '../../src/registry/expand-profiles.ts';
import { type Layer, mergeLayers } from '../../src/registry/merge.ts';
import { FUZZ_TIMEOUT, RUNS } from './support.ts';

function merge(...bodies: Record<string, unknown>[]): Record<string, unknown> {
  return mergeLayers(bodies.map((body, index) => ({ name: `p${index}`, body })));
}

describe('expandProfiles', () => {
  const graph: Record<string, string[]> = {
    a: ['b', 'c'],
    b: ['c'],
    c: [],
    x: ['y'],
    y: ['x'],
    n: ['~c'],
    self: ['~b', 'b'],
  };
  const expand = (...own: string[]): string[] => expandProfiles(own, (name) => graph[name]);

  it('puts a profile’s own profiles before it, depth first, each once', () => {
    expect(expand('a')).toEqual(['c', 'b', 'a']);
    expect(expand('b', 'a')).toEqual(['c', 'b', 'a']);
  });

  it('ends circles', () => {
    expect(expand('x')).toEqual(['y', 'x']);
  });

  it('removes negated profiles wherever the negation stands', () => {
    expect(expand('a', '~b')).toEqual(['c', 'a']);
    expect(expand('~b', 'a')).toEqual(['c', 'a']);
    expect(expand('a', 'n')).toEqual(['b', 'a', 'n']);
    expect(expand('self')).toEqual(['c', 'self']);
  });

  it(
    'gives each profile once, without negated ones, and parents only after their own profiles',
    () => {
      const names = ['p0', 'p1', 'p2', 'p3', 'p4'];
      const reference = fc
        .tuple(fc.boolean(), fc.constantFrom(...names))
        .map(([not, name]) => (not ? `~${name}` : name));
      const list = fc.array(reference, { maxLength: 4 });
      fc.assert(
        fc.property(list, fc.array(list, { minLength: 5, maxLength: 5 }), (own, lists) => {
          const result = expandProfiles(own, (name) => lists[names.indexOf(name)]);
          expect(new Set(result).size).toBe(result.length);
          for (const name of own) if (name.startsWith('~')) expect(result).not.toContain(name.slice(1));
          expect(result.every((name) => names.includes(name))).toBe(true);
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );
});

describe('mergeLayers', () => {
  it('lets the later value win unless it is empty', () => {
    expect(merge({ image: 'a', init: '/x' }, { image: '', init: '/y' })).toEqual({ image: 'a', init: '/y' });
  });

  it('joins lists without removing repeats, then takes out what is negated anywhere', () => {
    expect(merge({ systemOverlays: ['a', 'b'] }, { systemOverlays: ['a', 'c'] }).systemOverlays).toEqual([
      'a',
      'b',
      'a',
      'c',
    ]);
    expect(merge({ systemOverlays: ['~b', 'a'] }, { systemOverlays: ['b', 'c'] }).systemOverlays).toEqual(['a', 'c']);
    expect(merge({ kernel: { args: ['quiet', 'a=1'] } }, { kernel: { args: ['~quiet', 'quiet'] } }).kernel).toEqual({
      args: ['a=1'],
    });
  });

  it('merges mappings by key, devices and tags too', () => {
    expect(
      merge(
        { networkDevices: { default: { mtu: 9000, tags: { a: '1' } } }, tags: { a: '1', b: '2' } },
        { networkDevices: { default: { device: 'eth0', tags: { b: '2' } }, ib0: {} }, tags: { b: '3' } },
      ),
    ).toEqual({
      networkDevices: { default: { mtu: 9000, device: 'eth0', tags: { a: '1', b: '2' } }, ib0: {} },
      tags: { a: '1', b: '3' },
    });
  });

  it('lets an empty tag override and a false count', () => {
    expect(merge({ tags: { a: '1' } }, { tags: { a: '' } }).tags).toEqual({ a: '' });
    expect(merge({ networkDevices: { d: { onboot: true } } }, { networkDevices: { d: { onboot: false } } })).toEqual({
      networkDevices: { d: { onboot: false } },
    });
  });

  it('clears what is null: values, lists, tags, devices', () => {
    const base = {
      image: 'a',
      kernel: { args: ['x'], version: '6' },
      tags: { a: '1', b: '2' },
      networkDevices: { d: { mtu: 1 }, e: {} },
    };
    expect(
      merge(base, { image: null, kernel: { args: null }, tags: { a: null }, networkDevices: { d: null } }),
    ).toEqual({
      kernel: { version: '6' },
      tags: { b: '2' },
      networkDevices: { e: {} },
    });
    expect(merge(base, { kernel: null }, { kernel: { args: ['y'] } }).kernel).toEqual({ args: ['y'] });
  });

  it('does not inherit comments and profile lists', () => {
    expect(merge({ comment: 'of the profile', profiles: ['x'] }, { comment: 'own' })).toEqual({ comment: 'own' });
    expect(merge({ comment: 'of the profile' }, {})).toEqual({});
  });

  it('merges plugins’ fields: mappings by key, lists joined, others replaced, also when kinds differ', () => {
    expect(merge({ fstab: { a: [1], b: 1 }, x: [1] }, { fstab: { a: [2], c: 2 }, x: 'one' })).toEqual({
      fstab: { a: [1, 2], b: 1, c: 2 },
      x: 'one',
    });
    expect(merge({ x: 'one' }, { x: { a: 1 } }, { x: ['~a', ''] })).toEqual({ x: ['~a', ''] });
  });

  it('never changes the layers', () => {
    const base = { systemOverlays: ['a', '~b'], tags: { a: '1' }, networkDevices: { d: { dns: ['1.1.1.1'] } } };
    const copy = structuredClone(base);
    merge(base, { systemOverlays: ['b'], tags: { a: '2' }, networkDevices: { d: { dns: ['~1.1.1.1'] } } }, {});
    expect(base).toEqual(copy);
  });
});

describe('mergeLayers, for any bodies', () => {
  const tags = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('', '1', '2', null), { noNullPrototype: true });
  const list = fc.array(fc.constantFrom('a', 'b', '~a', '~b'), { maxLength: 3 });
  const body = fc.record(
    {
      image: fc.constantFrom('', 'x', 'y', null),
      systemOverlays: fc.oneof(list, fc.constant(null)),
      tags: fc.oneof(tags, fc.constant(null)),
      kernel: fc.record(
        { args: list, version: fc.constantFrom('', '6', null) },
        { requiredKeys: [], noNullPrototype: true },
      ),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
  const layers = fc
    .array(body, { maxLength: 4 })
    .map((bodies): Layer[] => bodies.map((one, i) => ({ name: `p${i}`, body: one })));
  const same = (a: readonly Layer[], b: readonly Layer[]): void => {
    expect(mergeLayers(a)).toEqual(mergeLayers(b));
  };

  it(
    'does not care about empty layers',
    () => {
      fc.assert(
        fc.property(layers, fc.nat(4), (some, at) => {
          same(some, [...some.slice(0, at), { name: 'empty', body: {} }, ...some.slice(at)]);
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );

  it(
    'lets a layer that clears everything begin anew',
    () => {
      const cleared = { name: 'clear', body: { image: null, systemOverlays: null, tags: null, kernel: null } };
      fc.assert(
        fc.property(layers, body, (some, last) => {
          same([...some, cleared, { name: 'node', body: last }], [cleared, { name: 'node', body: last }]);
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );

  it(
    'gives the last non-empty single value, and no negated list item',
    () => {
      fc.assert(
        fc.property(layers, (some) => {
          const merged = mergeLayers(some);
          const images = some.map((layer) => layer.body.image).filter((image) => image !== '' && image !== undefined);
          expect(merged.image ?? null).toBe(images.at(-1) ?? null);
          for (const item of (merged.systemOverlays as string[] | undefined) ?? [])
            expect(item.startsWith('~')).toBe(false);
        }),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );
});
