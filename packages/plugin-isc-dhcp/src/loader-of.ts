import type { Lifecycle, Snapshot } from '@muster/core';

/** The loader of the node with this hardware address. */
export async function loaderOf(lifecycle: Lifecycle, hwaddr: string, snapshot: Snapshot): Promise<string | undefined> {
  const request = { door: 'dhcpd-conf', time: snapshot.time, mac: hwaddr };
  return lifecycle.loaderFor(await lifecycle.assign(request, { snapshot }));
}
