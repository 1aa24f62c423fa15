import { describe, expect, it } from 'vitest';
import { RouteTable } from '../../src/route/route-table.ts';
import { textReply } from '../../src/route/reply.ts';
import type { Route } from '../../src/route/types.ts';

const route = (path: string, more: Partial<Route> = {}): Route => ({
  path,
  summary: path,
  handle: () => textReply(200, path),
  ...more,
});

describe('what answers a path', () => {
  const files = ['/grub/shimx64.efi', '/ipxe/undionly.kpxe'].map((path) => ({ path, file: path }));
  const routes = [
    route('/grub/:wwid'),
    route('/ipxe/:wwid'),
    route('/grub/shimx64.efi', { transports: ['http'] }),
    route('/:a/:b/grub.cfg'),
    route('/files/*'),
  ];
  const table = new RouteTable(routes, files);
  const answering = (path: string, transport: 'http' | 'tftp'): string | undefined => {
    const match = table.match(path, transport);
    return match?.kind === 'file' ? `file ${match.file.path}` : match?.route.path;
  };

  it('is a route for a very file before the file, and the file before a route with parameters', () => {
    expect(answering('/grub/shimx64.efi', 'http')).toBe('/grub/shimx64.efi');
    expect(answering('/grub/shimx64.efi', 'tftp')).toBe('file /grub/shimx64.efi');
    expect(answering('//ipxe//undionly.kpxe', 'http')).toBe('file /ipxe/undionly.kpxe');
    expect(answering('/grub/52:54:00:00:00:01', 'tftp')).toBe('/grub/:wwid');
  });

  it('is nothing where no pattern fits', () => {
    expect(answering('/EFI/rocky/grub.cfg', 'tftp')).toBe('/:a/:b/grub.cfg');
    expect(answering('/files/a/b', 'tftp')).toBe('/files/*');
    expect(answering('/nothing', 'tftp')).toBeUndefined();
  });
});
