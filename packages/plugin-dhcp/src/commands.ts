import type { Command } from '@muster/core';
import { formatIPv4 } from '@muster/wire';
import { isActive, type Lease } from './lease/lease.ts';
import { journalFile, readLeases } from './lease/lease-store.ts';

/** `muster dhcp leases`: reads the journal, so it works with and without a running server. */
export const leasesCommand: Command = {
  name: 'dhcp leases',
  summary: 'List the addresses the DHCP server has given',
  options: [{ flags: '--all', summary: 'also leases that have run out or were given back', default: false }],
  examples: ['muster dhcp leases', 'muster dhcp leases --all --output json'],
  async run(run) {
    const { options, site } = run;
    const now = Date.now();
    const { registry } = await run.snapshot();
    const leases = await readLeases(journalFile(site.paths.state));
    const shown = options.all === true ? leases : leases.filter((lease) => isActive(lease, now));
    run.table(
      shown
        .toSorted((a, b) => a.address - b.address)
        .map((lease) => ({
          address: formatIPv4(lease.address),
          client: lease.client,
          node: registry.byMac(lease.client) ?? '',
          hostname: lease.hostname ?? '',
          network: lease.network,
          state: stateOf(lease, now),
          expires: new Date(lease.expires).toISOString(),
        })),
    );
  },
};

function stateOf(lease: Lease, now: number): string {
  return lease.state === 'bound' && !isActive(lease, now) ? 'expired' : lease.state;
}
