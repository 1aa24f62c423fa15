import { parseMac } from '@muster/wire';
import { IDENTIFIED } from '../lifecycle/offered-boot-file.ts';

/** What a path asks for, and the MAC it names the machine by in its first folder: `/boot/52-54-00-00-00-01/grub/grubx64.efi`. */
export function identifiedPath(path: string): { readonly path: string; readonly mac?: string } {
  if (!path.startsWith(`${IDENTIFIED}/`)) return { path };
  const [wwid = '', ...rest] = path.slice(IDENTIFIED.length + 1).split('/');
  const mac = parseMac(wwid);
  return mac === undefined || rest.length === 0 ? { path } : { path: `/${rest.join('/')}`, mac };
}
