import { formatIPv4 } from '@muster/wire';
import type { Lease } from '../lease/lease.ts';

/** Why a node got `given` and not its own address, and what to do. */
export function heldAddress(node: string, given: string, { address, client, expires }: Lease): string {
  const own = formatIPv4(address);
  const until = new Date(expires).toISOString();
  return `has ${given}, for its address ${own} is leased to ${client} until ${until}: boot it again after that, or give it another one (muster node set ${node} --address ADDRESS)`;
}
