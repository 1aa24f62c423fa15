import type { BackendNetwork, DhcpBackend } from '../../src/index.ts';
import { bootFilesOf, testPlugin } from '../../src/index.ts';
import { loader } from './loader.ts';

export const PORTS = { server: 20_067, client: 20_068, relay: 20_069, bootServer: 20_411 };

/**
 * What a server on loopback addresses is told: two networks, two nodes, the boot files of a loader. Each test file has a
 * `site` of its own, the second octet of all addresses, because they run side by side.
 */
export async function loopbackBackend(site: number, facts: Partial<DhcpBackend> = {}): Promise<DhcpBackend> {
  const test = await testPlugin(loader);
  const bootFiles = await bootFilesOf(test.provisioner.lifecycle, test.snapshot, 'cluster');
  await test.close();
  const main: BackendNetwork = {
    cidr: `127.${site}.0.0/24`,
    server: `127.${site}.0.1`,
    relay: `127.${site}.0.2`,
    nextServer: '10.0.0.1',
    pool: `127.${site}.0.64-127.${site}.0.191`,
    gateway: `127.${site}.0.254`,
    dns: [`127.${site}.0.253`, `127.${site}.0.252`],
    domain: 'cluster.test',
    bootFiles,
  };
  const second: BackendNetwork = {
    cidr: `127.${site}.1.0/24`,
    server: `127.${site}.1.1`,
    relay: `127.${site}.1.2`,
    nextServer: '10.0.0.1',
    pool: `127.${site}.1.64-127.${site}.1.191`,
    bootFiles,
  };
  return {
    networks: { main, second },
    nodes: [
      { name: 'n1', mac: '52:54:00:00:00:01', address: `127.${site}.0.11` },
      { name: 'n2', mac: '52:54:00:00:00:02', address: `127.${site}.0.12` },
    ],
    ports: PORTS,
    ...facts,
  };
}
