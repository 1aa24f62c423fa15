import type { Lifecycle, NetworkConfig, Snapshot } from '@muster/core';
import { type ClientClass, formatIPv4, parseCidr } from '@muster/wire';
import { bootFiles, wantsVendorClass } from '../boot-files.ts';
import type { Host } from '../hosts.ts';

/** What an OFFER to one client class has to say, as text; a field that is not here is the server's own business. */
export interface Expected {
  readonly clientClass: ClientClass;
  readonly fields: ReadonlyMap<string, string>;
}

/** Whose DISCOVERs are answered on which network. */
export interface Asked {
  readonly name: string;
  readonly network: NetworkConfig;
  /** The node that asks; undefined: a machine nobody knows. */
  readonly host: Host | undefined;
}

/** For every client class that is told a boot file on this network. */
export async function expectedOffers(lifecycle: Lifecycle, snapshot: Snapshot, asked: Asked): Promise<Expected[]> {
  const { name, host } = asked;
  const loader = host?.loader ?? lifecycle.loaderFor(undefined);
  if (loader === undefined) return [];
  const endpoints = lifecycle.endpoints({ network: name });
  const found = await bootFiles(lifecycle, snapshot, { door: 'dhcp-check', loader, network: name });
  return found.map(({ clientClass, bootFile }) => {
    const fields = networkFields(asked);
    fields.set('boot file', bootFile.file);
    if (!bootFile.file.includes('://')) fields.set('next-server', endpoints.nextServer);
    for (const [code, bytes] of bootFile.options ?? []) fields.set(`option ${code}`, hex(bytes));
    if (wantsVendorClass(clientClass)) fields.set('option 60', 'HTTPClient');
    return { clientClass, fields };
  });
}

function networkFields({ network, host }: Asked): Map<string, string> {
  const { gateway, dns = [], domain } = network;
  const cidr = parseCidr(network.cidr);
  const fields = new Map<string, string>();
  if (host !== undefined) fields.set('address', host.address);
  else if (network.pool !== undefined) fields.set('address', network.pool);
  if (cidr !== undefined) fields.set('netmask', formatIPv4(cidr.netmask));
  if (gateway !== undefined) fields.set('router', gateway);
  if (dns.length > 0) fields.set('dns', dns.join(', '));
  if (domain !== undefined) fields.set('domain', domain);
  if (host?.primary === true) fields.set('host name', host.node.name);
  return fields;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
