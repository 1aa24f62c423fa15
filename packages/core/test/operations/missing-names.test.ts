import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import { missingNames } from '../../src/operations/missing-names.ts';

const known = {
  images: new Map([['debian', {}]]),
  overlays: new Map([
    ['hosts', {}],
    ['init', {}],
  ]),
} as unknown as Snapshot;

describe('what a change names that does not exist', () => {
  it('is told with what is near it', () => {
    const changes = [
      { path: ['image'], value: 'debain' },
      { path: ['systemOverlays'], value: ['init', 'host', 'nvidia'] },
    ];
    expect(missingNames(known, changes)).toEqual([
      'there is no image "debain" yet; did you mean "debian"?',
      'there is no overlay "host" yet; did you mean "hosts"?',
      'there is no overlay "nvidia" yet',
    ]);
  });

  it('is nothing for what is there, taken away or another field', () => {
    const changes = [
      { path: ['image'], value: 'debian' },
      { path: ['image'] },
      { path: ['image'], value: null },
      { path: ['runtimeOverlays'], value: ['~nvidia'] },
      { path: ['tags', 'image'], value: 'x' },
    ];
    expect(missingNames(known, changes)).toEqual([]);
  });
});
