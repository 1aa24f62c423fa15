import { describe, expect, it } from 'vitest';
import { shownName } from '../../src/server/path.ts';

describe('a file name in a log', () => {
  it('shows no token', () => {
    expect(shownName('//system/52:54:00:00:00:01?token=s3cret&compress=gz')).toBe(
      '//system/52:54:00:00:00:01?token=***&compress=gz',
    );
    expect(shownName('..?token=s3cret')).not.toContain('s3cret');
  });

  it('is short, and otherwise as it was asked for', () => {
    expect(shownName('\\\\boot\\even')).toBe('\\\\boot\\even');
    expect(shownName('a'.repeat(60_000))).toHaveLength(257);
  });
});
