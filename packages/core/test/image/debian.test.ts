import { describe, expect, it } from 'vitest';
import { parseDebianSource } from '../../src/image/import/debian.ts';
import { sourcesFromTargets } from '../../src/image/import/debian-sources.ts';

describe('a Debian source', () => {
  it('names a release and further packages', () => {
    expect(parseDebianSource('debian:bookworm')).toEqual({ release: 'bookworm', packages: [] });
    expect(parseDebianSource('debian:trixie+vim,libc++1')).toEqual({ release: 'trixie', packages: ['vim', 'libc++1'] });
    expect(parseDebianSource('/srv/debian:x.tar')).toBeUndefined();
  });

  it('is refused with names that are no names', () => {
    for (const source of [
      'debian:',
      'debian:--help',
      'debian:bookworm+',
      'debian:bookworm+-o,x',
      'debian:a b',
      'debian:bookworm+vim;ls',
    ]) {
      expect(() => parseDebianSource(source), source).toThrow(
        expect.objectContaining({ code: 'IMAGE_SOURCE_UNUSABLE' }) as Error,
      );
    }
  });
});

describe("apt's index targets", () => {
  const targets = [
    'bookworm|main|http://deb.example/debian/|Debian|Debian',
    'bookworm|contrib|http://deb.example/debian/|Debian|Debian',
    'bookworm-updates|main|http://deb.example/debian/|Debian|Debian',
    'bookworm-security|main|http://deb.example/debian-security/|Debian|Debian-Security',
    'bookworm|stable|http://download.example/docker/|Docker|Docker CE',
    'trixie|main|http://deb.example/debian/|Debian|Debian',
  ].join('\n');

  it("give the lines of a release with its updates, and no other vendor's", () => {
    expect(sourcesFromTargets(targets, 'bookworm')).toEqual([
      'deb http://deb.example/debian/ bookworm main contrib',
      'deb http://deb.example/debian/ bookworm-updates main',
      'deb http://deb.example/debian-security/ bookworm-security main',
    ]);
  });

  it('give nothing for a release apt does not know', () => {
    expect(sourcesFromTargets(targets, 'forky')).toEqual([]);
    expect(sourcesFromTargets('', 'bookworm')).toEqual([]);
  });
});
