import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Backend,
  DHCPD,
  DNSMASQ,
  EXTERNAL_DHCPD,
  KEA,
  PROXY,
  type RunningBackend,
  startBackend,
} from '../helpers/backends.ts';
import { bootAsExplained } from '../helpers/boots-as-explained.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type Firmware, type Network, tinyRoot } from '../lab/index.ts';

const node = (index: number) => ({ mac: `52:54:00:77:04:0${index}`, address: `10.77.0.4${index}` });
const NODES = { proxied: node(1), dhcpd: node(2), kea: node(3), dnsmasq: node(4), external: node(5) };

/** Each once, with one firmware or the other; test/full boots all pairs, single-stage.test.ts the embedded server. */
const BOOTS = [
  { name: 'proxied', firmware: 'ovmf', backend: PROXY },
  { name: 'dhcpd', firmware: 'seabios', backend: DHCPD },
  { name: 'kea', firmware: 'ovmf', backend: KEA },
  { name: 'dnsmasq', firmware: 'seabios', backend: DNSMASQ },
] as const;

describe('a machine boots as explained, whoever answers its DHCP', () => {
  let network: Network;
  let site: TestSite;
  let running: RunningBackend | undefined;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      files: { 'registry/nodes.yaml': registryText('tiny', NODES) },
    });
    await site.addImage('tiny', await tinyRoot());
  });
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  async function boot(name: keyof typeof NODES, firmware: Firmware, backend: Backend): Promise<string> {
    running = await startBackend(backend, { network, site, nodes: NODES }, ['ipxe']);
    return await bootAsExplained({ network, site, name, node: NODES[name], firmware });
  }

  it.each(BOOTS)('$backend.name, $firmware', async ({ name, firmware, backend }) => {
    await boot(name, firmware, backend);
  });

  it('dhcpd external, ovmf, with the iPXE of the next Debian release', async () => {
    await site.outside(['ipxe', 'fetch']);
    const console = await boot('external', 'ovmf', EXTERNAL_DHCPD);
    expect(console).toMatch(/iPXE 1\.21/);
    expect(running?.beside?.output).toMatch(/DHCPACK on 10\.77\.0\.45/);
  });
});
