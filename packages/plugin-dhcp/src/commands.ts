import type { Command } from '@muster/core';
import { formatIPv4 } from '@muster/wire';
import { isActive, type Lease } from './lease/lease.ts';
import { journalFile, readLeases } from './lease/lease-store.ts';
import type { Lease6 } from './ipv6/lease.ts';
import { journal6File, readLeases6 } from './ipv6/lease-store.ts';

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
    const leases6 = await readLeases6(journal6File(site.paths.state));
    const shown6 = leases6.filter(({ state, expires }) => options.all === true || (state === 'bound' && expires > now));
    const row = (lease: Lease | Lease6, address: string) => ({
      address,
      client: lease.client,
      node: registry.byMac(lease.client) ?? '',
      hostname: lease.hostname ?? '',
      network: lease.network,
      state: lease.state === 'bound' && lease.expires <= now ? 'expired' : lease.state,
      expires: new Date(lease.expires).toISOString(),
    });
    run.table([
      ...shown.toSorted((a, b) => a.address - b.address).map((lease) => row(lease, formatIPv4(lease.address))),
      ...shown6.toSorted((a, b) => a.hostname.localeCompare(b.hostname)).map((lease) => row(lease, lease.address)),
    ]);
  },
};
