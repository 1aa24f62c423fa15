import { chmod } from 'node:fs/promises';
import type { Client, LabProcess, Network } from '../lab/index.ts';
import { startDhcpd } from './dhcpd.ts';
import { startPlainDnsmasq } from './plain-dnsmasq.ts';
import type { TestNode } from './registry.ts';
import type { TestSite } from './site.ts';

/** A way to answer DHCP for the machines of a site. */
export interface Backend {
  readonly name: string;
  /** Plugins that bring DHCP and TFTP; the loaders' are the test's choice. */
  readonly plugins: readonly unknown[];
  /** What the site runs beside Muster, on a machine of its own. */
  readonly beside?: (machine: Client, place: Place) => Promise<LabProcess>;
}

export interface Place {
  readonly network: Network;
  readonly site: TestSite;
  /** Of the registry. */
  readonly nodes: Readonly<Record<string, TestNode>>;
}

export const EMBEDDED: Backend = { name: 'embedded server', plugins: ['dhcp', 'tftp'] };

export const PROXY: Backend = {
  name: 'embedded proxy beside a plain dnsmasq',
  plugins: [['dhcp', { mode: 'proxy' }], 'tftp'],
  beside: (machine, { network, nodes }) => startPlainDnsmasq(machine, network, { hosts: nodes }),
};

export const DHCPD: Backend = { name: 'dhcpd internal', plugins: [['isc-dhcp', { mode: 'internal' }], 'tftp'] };

export const EXTERNAL_DHCPD: Backend = {
  name: 'dhcpd external',
  plugins: ['isc-dhcp', 'tftp'],
  beside: (machine, { site }) => startDhcpd(machine, site, [machine.interface]),
};

export const KEA: Backend = {
  name: 'Kea internal',
  plugins: [['isc-dhcp', { mode: 'internal', program: 'kea' }], 'tftp'],
};

export const DNSMASQ: Backend = { name: 'dnsmasq', plugins: ['dnsmasq'] };

export const BACKENDS: readonly Backend[] = [EMBEDDED, PROXY, DHCPD, EXTERNAL_DHCPD, KEA, DNSMASQ];

/** A backend at work. */
export interface RunningBackend {
  readonly server: LabProcess;
  /** What runs beside, if anything. */
  readonly beside: LabProcess | undefined;
  stop(): Promise<void>;
}

/** Serves the site by this backend, with these other plugins. */
export async function startBackend(
  backend: Backend,
  place: Place,
  others: readonly unknown[],
): Promise<RunningBackend> {
  const { network, site } = place;
  await site.usePlugins([...backend.plugins, ...others]);
  // dnsmasq becomes another user, which has to come to its files.
  await chmod(site.folder, 0o711);
  const machine =
    backend.beside === undefined ? undefined : await network.addClient('site', { address: `${network.host(2)}/24` });
  const beside = machine === undefined ? undefined : await backend.beside?.(machine, place);
  const server = await site.serve();
  return {
    server,
    beside,
    stop: async () => {
      await server.stop();
      await beside?.stop();
      await machine?.close();
    },
  };
}
