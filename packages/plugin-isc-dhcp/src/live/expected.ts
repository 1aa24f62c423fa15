import { type Lifecycle, layDhcpOptions, type NetworkConfig, readDhcpOptions, type Snapshot } from '@muster/core';
import { type ClientClass, clientDiscover, formatIPv4, OPTIONS, parseCidr, readOption } from '@muster/wire';
import { bootFiles, wantsVendorClass } from '../boot-files.ts';
import type { Host } from '../hosts.ts';
import type { SiteOptions } from '../site-options.ts';

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
  const choice = host?.choice ?? lifecycle.choiceFor(undefined);
  if (choice === undefined) return [];
  const endpoints = lifecycle.endpoints({ network: name });
  const found = await bootFiles(lifecycle, snapshot, { door: 'dhcp-check', choice, network: name });
  return found.map(({ clientClass, bootFile }) => {
    const fields = networkFields(asked);
    layOptions(fields, clientClass, asked);
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

/** Fields of a network that `dhcpOptions` stand over, by the code of the option. */
const NAMED_FIELDS: ReadonlyMap<number, string> = new Map([
  [3, 'router'],
  [6, 'dns'],
  [15, 'domain'],
]);

/** What the site has set or taken away; of what is set, as far as the class asks for it or is told it unasked. */
function layOptions(fields: Map<string, string>, clientClass: ClientClass, { network, host }: Asked): void {
  const ofNetwork = readDhcpOptions(network.dhcpOptions);
  const ofHost: SiteOptions = host?.options ?? new Map();
  const left = layDhcpOptions(ofNetwork, ofHost);
  const discover = clientDiscover(clientClass, { chaddr: new Uint8Array(6) });
  const wanted = new Set(readOption(discover, OPTIONS.parameterRequestList));
  for (const code of new Set([...ofNetwork.keys(), ...ofHost.keys()])) {
    const option = left.get(code);
    fields.delete(NAMED_FIELDS.get(code) ?? '');
    if (option === undefined) fields.set(`option ${code}`, '');
    else if (option.always || wanted.has(code)) fields.set(`option ${code}`, hex(option.octets));
  }
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
