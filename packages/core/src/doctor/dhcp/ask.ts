import { randomBytes } from 'node:crypto';
import { clientClassById, type DhcpMessage } from '@muster/wire';
import { DhcpAsker } from '../../host/index.ts';

/** Asked as the firmware most machines have: servers and proxies answer it by its class. */
const ASKED_AS = 'uefi-x86_64';

export interface Ask {
  /** Our address on the network: a broadcast leaves by the interface that has it. */
  readonly address: string;
  /** How long to listen, milliseconds. */
  readonly wait: number;
  readonly signal: AbortSignal;
}

/**
 * The OFFERs of all servers and proxies to a machine that boots by PXE, under a random locally administered MAC address. Rejects
 * with the error of the system when the client's port cannot be had.
 */
export async function askDhcpServers({ address, wait, signal }: Ask): Promise<readonly DhcpMessage[]> {
  const clientClass = clientClassById(ASKED_AS);
  if (clientClass === undefined) throw new Error(`no client class ${ASKED_AS}`);
  const asker = await DhcpAsker.open({ address });
  try {
    return await asker.offers({ clientClass, chaddr: strangersAddress(), wait, signal });
  } finally {
    await asker.close();
  }
}

/** Locally administered, unicast (IEEE 802): no card has such an address from its maker. */
function strangersAddress(): Uint8Array {
  const chaddr = Uint8Array.from(randomBytes(6));
  chaddr[0] = ((chaddr[0] ?? 0) & 0xfc) | 0x02;
  return chaddr;
}
