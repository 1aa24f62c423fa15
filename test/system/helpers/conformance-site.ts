import type { NetworkConfig } from '@muster/core';
import ipxe from '@muster/plugin-ipxe';
import { type BackendNetwork, bootFilesOf, type DhcpBackend, testPlugin } from '@muster/testkit';
import { registryText } from '../../helpers/registry.ts';
import { createTestSite, type TestSite } from '../../helpers/site.ts';
import { createNetwork, type Network } from '../../lab/index.ts';
import type { Cleanup } from './dhcp-cleanup.ts';
import { socketsIn } from './udp-agent.ts';

const NODES = {
  n1: { mac: '52:54:00:77:08:01', address: '10.77.0.11' },
  n2: { mac: '52:54:00:77:08:02', address: '10.77.0.12' },
};
const SUITE = { cluster: '10.77.0.9', other: '10.78.0.9' };

/** A site on two networks, and the conformance suite as a machine on both. */
export interface ConformanceSite {
  readonly site: TestSite;
  readonly cluster: Network;
  readonly interfaces: readonly string[];
  /** What its DHCP server was told, whichever that is. */
  readonly backend: DhcpBackend;
}

/** Two bridges in one namespace; ends with `cleanup`. Nothing is started. */
export async function conformanceSite(
  cleanup: Cleanup,
  plugins: readonly unknown[],
  facts: Partial<DhcpBackend>,
): Promise<ConformanceSite> {
  const cluster = cleanup.of(await createNetwork({ name: 'cluster', cidr: '10.77.0.0/24' }));
  const other = await createNetwork({ name: 'other', cidr: '10.78.0.0/24', namespace: cluster.namespace });
  const networks: Readonly<Record<keyof typeof SUITE, NetworkConfig>> = {
    cluster: {
      cidr: cluster.cidr,
      address: cluster.address,
      interface: cluster.bridge,
      pool: '10.77.0.100-10.77.0.199',
      gateway: '10.77.0.254',
      dns: ['10.77.0.253', '10.77.0.252'],
      domain: 'cluster.test',
      mtu: 1400,
    },
    other: {
      cidr: other.cidr,
      address: other.address,
      interface: other.bridge,
      pool: '10.78.0.100-10.78.0.199',
    },
  };
  const site = await createTestSite({
    network: cluster,
    plugins,
    config: { networks },
    files: { 'registry/nodes.yaml': registryText('tiny', NODES) },
  });
  cleanup.of(site);
  const suite = await cluster.addClient('suite', { address: `${SUITE.cluster}/24` });
  for (const { address } of Object.values(NODES)) {
    await suite.exec('ip', ['address', 'add', `${address}/32`, 'dev', suite.interface]);
  }
  const elsewhere = await other.addClient('suite2', { address: `${SUITE.other}/24` });
  const backend: DhcpBackend = {
    networks: {
      cluster: await told('cluster', networks),
      other: await told('other', networks),
    },
    nodes: Object.entries(NODES).map(([name, node]) => ({ name, ...node })),
    open: socketsIn({ cluster: suite, other: elsewhere }),
    ...facts,
  };
  return { site, cluster, interfaces: [cluster.bridge, other.bridge], backend };
}

/** What a backend has to answer there: by the loader's plugin alone, without the backend's. */
async function told(
  name: keyof typeof SUITE,
  networks: Readonly<Record<keyof typeof SUITE, NetworkConfig>>,
): Promise<BackendNetwork> {
  const { address, ...network } = networks[name];
  const test = await testPlugin(ipxe, { site: { networks }, registry: { nodes: {} } });
  const bootFiles = await bootFilesOf(test.provisioner.lifecycle, test.snapshot, name);
  await test.close();
  const suite = SUITE[name];
  return { ...network, server: address, relay: suite, wire: suite, bootFiles };
}
