import { type NetworkConfig, readDhcpOptions, type SiteDhcpOption } from '@muster/core';
import type { SiteOptions } from './site-options.ts';
import { octets } from './syntax.ts';

/** Name of the declaration under which dhcpd takes any option as raw octets. */
const nameOf = (code: number): string => `muster-${code}`;

/** Lines for the top of the file: dhcpd knows few options by name, and none by code alone. */
export function optionDeclarations(
  networks: readonly Pick<NetworkConfig, 'dhcpOptions'>[],
  hosts: readonly { readonly options: SiteOptions }[],
): string[] {
  const codes = new Set<number>();
  for (const { dhcpOptions } of networks) for (const code of readDhcpOptions(dhcpOptions).keys()) codes.add(code);
  for (const { options } of hosts) for (const code of options.keys()) codes.add(code);
  return [...codes].sort((a, b) => a - b).map((code) => `option ${nameOf(code)} code ${code} = string;`);
}

export function optionStatement({ code, octets: value }: SiteDhcpOption): string {
  return `option ${nameOf(code)} ${octets(value)};`;
}

/**
 * Has dhcpd send options that the client did not ask for. Of several such statements the last one counts: it has to name
 * all codes.
 */
export function sendUnasked(codes: readonly number[]): string[] {
  if (codes.length === 0) return [];
  const added = octets(Uint8Array.from(codes));
  return [`option dhcp-parameter-request-list = concat (option dhcp-parameter-request-list, ${added});`];
}
