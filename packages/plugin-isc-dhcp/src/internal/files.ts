import path from 'node:path';
import type { SiteConfig } from '@muster/core';

/** Files of the server that Muster runs, in a folder of their own for AppArmor's profile to allow. */
export function stateFiles(state: string): (name: string) => string {
  return (name) => path.join(state, 'isc-dhcp', name);
}

/** Interfaces of the networks, each once. */
export function interfacesOf({ networks }: Pick<SiteConfig, 'networks'>): readonly string[] {
  return [...new Set(Object.values(networks).flatMap((network) => network.interface ?? []))];
}
