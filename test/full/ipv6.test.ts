import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { clusterOf, createTestSite, type TestSite } from '../helpers/site.ts';
import {
  createNetwork,
  ipv6,
  login,
  type Network,
  type NetworkOptions,
  parseReport,
  reportEnd,
  startVm,
  tinyRoot,
  type Vm,
} from '../lab/index.ts';

const MAC = '52:54:00:77:06:01';
const UUID = '4c4c4544-0000-4000-8000-525400770601';
const ADDRESS = ipv6.host(0x11);
const TARGET = `http://[${ipv6.address}]:9873`;

/** One node that has no IPv4 address, on a network without a pool: nobody answers it over IPv4. */
const registry = registryText('tiny', {
  six: {
    mac: MAC,
    address: '',
    fields: { networkDevices: { default: { device: 'eth0', hwaddr: MAC, address6: ADDRESS } } },
  },
});

/** PXE is told a boot file that is not there, so that the firmware goes on to HTTP Boot. */
const HTTP_ONLY = `
export default {
  [Symbol.for('muster.plugin')]: true, name: 'http-only', version: '1.0.0', api: '^1.0.0', before: ['ipxe'],
  apply(context) {
    context.hooks.render.for('boot-file').make.tap('http-only', ({ clientClass }) =>
      clientClass.id === 'uefi-x86_64' ? { file: 'none.efi' } : undefined);
  },
};
`;

describe.each([
  { firmware: 'PXE', plugins: ['ipxe'], started: 'NBP filename is ipxe/uefi-x86_64/snponly.efi' },
  { firmware: 'PXE and GRUB', plugins: ['grub'], started: 'Fetching Netboot Image /grub/grubx64.efi' },
  {
    firmware: 'HTTP Boot',
    plugins: ['ipxe', './http-only.mjs'],
    started: `URI: ${TARGET}/ipxe/uefi-x86_64/snponly.efi`,
  },
] as const)("OVMF's $firmware over IPv6 alone", ({ plugins, started }) => {
  let network: Network;
  let site: TestSite;
  let vm: Vm;

  beforeAll(async () => {
    const options: NetworkOptions = { managedIpv6: true };
    network = await createNetwork(options);
    const { cidr, address, interface: device } = clusterOf(network);
    const cluster = { cidr, address, interface: device, ipv6: { cidr: ipv6.cidr, address: ipv6.address } };
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', ...plugins],
      config: { networks: { cluster } },
      files: { 'registry/nodes.yaml': registry, 'http-only.mjs': HTTP_ONLY },
    });
    await site.addImage('tiny', await tinyRoot());
    await site.serve();
  });

  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it('boots a node to its login', async () => {
    vm = await startVm({ network, firmware: 'ovmf', netboot: 'ipv6', mac: MAC, uuid: UUID });
    await vm.waitFor(reportEnd, { unless: /Kernel panic/, timeoutMs: 600_000 });
    expect(vm.console).toContain(started);
    expect(vm.console).toContain(TARGET);
    expect(parseReport(vm.console).hostname).toBe('six');
    const shell = await login(vm);
    expect(await shell.run('ip -6 address show dev eth0')).toContain(`${ADDRESS}/64`);
    await site.muster(['dhcp', 'leases']).then(({ stdout }) => {
      expect(stdout).toContain(ADDRESS);
    });
  });
});
