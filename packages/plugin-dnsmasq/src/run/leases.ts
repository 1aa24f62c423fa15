import { readFile } from 'node:fs/promises';
import { type HeldLease, HeldLeases } from '@muster/core';
import { parseIPv4, parseMac } from '@muster/wire';

/** Who holds which address: by dnsmasq's lease file at the start, from then on by what its log says it acknowledged. */
export async function openLeases(file: string, serves: (address: string) => boolean): Promise<HeldLeases> {
  return new HeldLeases(serves, leasesIn(await readFile(file, 'utf8').catch(() => '')));
}

/** Lines of dnsmasq's lease file: expiry in seconds (0: never), MAC, address, name, client identifier. */
export function leasesIn(text: string): ReadonlyMap<string, HeldLease> {
  const held = new Map<string, HeldLease>();
  for (const line of text.split('\n')) {
    const [expiry = '', hwaddr = '', address = ''] = line.split(' ');
    const mac = parseMac(hwaddr);
    if (!/^\d+$/.test(expiry) || mac === undefined || parseIPv4(address) === undefined) continue;
    held.set(address, { mac, until: expiry === '0' ? Number.POSITIVE_INFINITY : Number(expiry) * 1000 });
  }
  return held;
}
