import { networkOf, type Snapshot } from '@muster/core';
import type { Part } from './types.ts';

/** Lines of hosts(5): a node by its name at its primary address, by `NAME-DEVICE` at every other. */
export function namesOf({ registry, site }: Snapshot): Part[] {
  return registry.nodeNames.map((name) => ({
    about: `node "${name}"`,
    lines: registry.addresses(name).map(({ device, address, primary }) => {
      const ip = address.split('/')[0] ?? address;
      const domain = networkOf(site, { remoteAddress: ip })?.[1].domain;
      const host = primary ? name : `${name}-${device}`;
      return [ip, ...(domain === undefined ? [] : [`${host}.${domain}`]), host].join(' ');
    }),
  }));
}
