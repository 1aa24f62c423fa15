import { isMusterError } from '@muster/core';
import { macToBytes, parseIPv4 } from '@muster/wire';
import type { OmapiClient } from './client.ts';
import { numberValue, Operation, textValue } from './message.ts';

/** A host declaration as OMAPI takes it. */
export interface OmapiHost {
  readonly name: string;
  readonly hwaddr: string;
  readonly address: string;
  /** Statements of dhcpd.conf(5) for this host. */
  readonly statements: readonly string[];
}

const ETHERNET = 1;
const HOST = textValue('host');

/** Declares a host. Rejects when there is one of that name or hardware address. */
export async function createHost(client: OmapiClient, host: OmapiHost): Promise<void> {
  const { name, hwaddr, address, statements } = host;
  await client.ask(
    Operation.open,
    0,
    new Map([
      ['type', HOST],
      ['create', numberValue(1)],
      ['exclusive', numberValue(1)],
    ]),
    new Map([
      ['name', textValue(name)],
      ['hardware-type', numberValue(ETHERNET)],
      ['hardware-address', macToBytes(hwaddr) ?? new Uint8Array()],
      ['ip-address', numberValue(parseIPv4(address) ?? 0)],
      ...(statements.length === 0 ? [] : [['statements', textValue(statements.join('\n'))] as const]),
    ]),
  );
}

/** Takes a host away, whether the file or OMAPI declared it. Does nothing when there is none. */
export async function removeHost(client: OmapiClient, name: string): Promise<void> {
  try {
    const { handle } = await client.ask(
      Operation.open,
      0,
      new Map([['type', HOST]]),
      new Map([['name', textValue(name)]]),
    );
    await client.ask(Operation.delete, handle, new Map(), new Map());
  } catch (error) {
    if (isMusterError(error) && error.message.includes(NOT_FOUND)) return;
    throw error;
  }
}

/** isc_result_totext(ISC_R_NOTFOUND), or what dhcpd says instead. */
const NOT_FOUND = 'no object matches';
