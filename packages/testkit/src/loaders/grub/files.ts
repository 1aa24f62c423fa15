import { LoaderFault } from '../fault.ts';
import type { Grub } from './run.ts';

/**
 * The URL of a file as GRUB names it: `(http,HOST:PORT)/path`, `(tftp,HOST)/path`, or a path on `$root`.
 * @throws {LoaderFault} for a device that this build or machine does not have
 */
export function urlOf(file: string, { build, variables, machine }: Grub): string {
  const device = /^\(([^)]*)\)(.*)$/s.exec(file);
  const [protocol = '', host = ''] = (device?.[1] ?? variables.get('root') ?? '').split(',');
  const path = device?.[2] ?? file;
  if (protocol === 'http' && !build.http) throw new LoaderFault('no server is specified: there is no module http');
  if ((protocol !== 'http' && protocol !== 'tftp') || host === '') {
    throw new LoaderFault(`disk ${JSON.stringify(file)} not found`);
  }
  // A request line of HTTP ends a path at a blank; GRUB encodes nothing.
  if (/[^\x21-\x7e]/.test(path)) machine.complain(`a path that is no path: ${JSON.stringify(path)}`);
  return `${protocol}://${host}${path.startsWith('/') ? '' : '/'}${path}`;
}
