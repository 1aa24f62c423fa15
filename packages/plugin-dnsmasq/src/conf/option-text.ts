import type { SiteDhcpOption } from '@muster/core';
import { formatIPv4, OPTIONS } from '@muster/wire';
import { octets, quoted } from '../syntax.ts';

/** Options dnsmasq 2.90 takes as text and never as octets (option.c, `OT_NAME` of its table). */
const NAMES: ReadonlySet<number> = new Set([15, 17, 18, 40, 64, 100, 101]);

/** The value of an option as `dhcp-option` takes it: by octets wherever dnsmasq allows that, for it guesses types of text. */
export function optionText({ code, kind, octets: bytes }: SiteDhcpOption): string {
  const isAddress = kind === 'address' || kind === 'addresses' || kind === 'address-pairs';
  if (isAddress && bytes.length % 4 === 0) return addresses(bytes).join(',');
  if (NAMES.has(code)) return quoted(Buffer.from(bytes).toString());
  const names = code === OPTIONS.domainSearch.code ? OPTIONS.domainSearch.type.decode(bytes) : undefined;
  return names === undefined ? octets(bytes) : names.join(',');
}

function addresses(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, index) => formatIPv4(view.getUint32(index * 4)));
}
