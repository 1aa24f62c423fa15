import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { HostInterface, HostNetwork } from './choose-interface.ts';

const ROUTE_UP = 1;

/** Reads this machine's interfaces and default routes (Linux: /proc/net/route). */
export async function hostNetwork(): Promise<HostNetwork> {
  const interfaces = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]): HostInterface[] =>
    addresses.flatMap(({ family, internal, address, cidr }) =>
      family === 'IPv4' && !internal && cidr !== null ? [{ name, address, cidr }] : [],
    ),
  );
  return { interfaces, defaultRoutes: defaultRoutes(await readFile('/proc/net/route', 'utf8').catch(() => '')) };
}

/** Interfaces with a default route in the text of /proc/net/route (columns: Iface, Destination, Gateway, Flags, …, Mask). */
export function defaultRoutes(table: string): string[] {
  const rows = table.split('\n').map((line) => line.split(/\s+/));
  const names = rows.flatMap(([name = '', destination, , flags = '', , , , mask]) =>
    destination === '00000000' && mask === '00000000' && (Number.parseInt(flags, 16) & ROUTE_UP) !== 0 ? [name] : [],
  );
  return [...new Set(names)];
}
