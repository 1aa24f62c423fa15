import { describe, expect, it } from 'vitest';
import { pathsWithout, shownName } from '../../src/server/path.ts';

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

describe('the prefixes of a site', () => {
  it('are taken off a name that begins with them, at a slash, once', () => {
    const prefixes = ['/tftpboot', 'srv\\tftp/'];
    expect(pathsWithout('/tftpboot/boot/even', prefixes)).toEqual(['/tftpboot/boot/even', '/boot/even']);
    expect(pathsWithout('/srv/tftp/x', prefixes)).toEqual(['/srv/tftp/x', '/x']);
    expect(pathsWithout('/tftpboot/tftpboot/x', prefixes)).toEqual(['/tftpboot/tftpboot/x', '/tftpboot/x']);
    for (const path of ['/tftpbootx', '/tftpboot', '/x/tftpboot/y'])
      expect(pathsWithout(path, prefixes)).toEqual([path]);
  });
});
