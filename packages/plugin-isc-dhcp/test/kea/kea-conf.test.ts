import { EVERY_DHCP_OPTION, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import grub from '../../../plugin-grub/src/index.ts';
import ipxe from '../../../plugin-ipxe/src/index.ts';
import iscDhcp, { checkWithKea } from '../../src/index.ts';

const site = {
  networks: {
    cluster: {
      cidr: '10.0.0.0/22',
      address: '10.0.0.1',
      pool: '10.0.1.1-10.0.1.255',
      gateway: '10.0.0.254',
      dns: ['10.0.0.1', '10.0.0.2'],
      domain: 'hpc.example',
    },
    gpu: { cidr: '10.1.0.0/24', address: '10.1.0.1' },
  },
};
const nodes = {
  n01: {
    networkDevices: {
      default: { hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' },
      ib: { hwaddr: '52:54:00:00:00:02', address: '10.1.0.11' },
    },
    keaOptions: [{ name: 'log-servers', data: '10.0.0.5' }],
  },
  n02: {
    boot: { loader: 'grub' },
    networkDevices: { default: { hwaddr: '52:54:00:00:00:03', address: '10.0.0.12' } },
  },
};
const rendered = async (registry: object = { nodes }) => {
  const config = { program: 'kea' };
  const test = await testPlugin(iscDhcp, { others: [ipxe, grub], site, registry, config });
  return (await test.command('dhcp render', {}, { format: 'full' })).text;
};
interface Conf {
  readonly Dhcp4: {
    readonly subnet4: readonly {
      readonly subnet: string;
      readonly 'option-data': object;
      readonly reservations: object;
    }[];
    readonly 'client-classes': readonly {
      readonly name: string;
      readonly test?: string;
      readonly 'boot-file-name'?: string;
    }[];
  };
}

describe('the configuration for Kea', () => {
  it('has the options of the site as octets, and passes kea-dhcp4 -t with every option there is', async () => {
    const networks = { ...site.networks, cluster: { ...site.networks.cluster, dhcpOptions: EVERY_DHCP_OPTION } };
    const own = { 42: null, 'log-servers': { value: '10.0.0.7', always: true } };
    const registry = { nodes: { n01: { ...nodes.n01, dhcpOptions: own }, n02: nodes.n02 } };
    const test = await testPlugin(iscDhcp, { site: { networks }, registry, config: { program: 'kea' } });
    const { text } = await test.command('dhcp render', {}, { format: 'full' });
    await checkWithKea(text);
    const { Dhcp4 } = JSON.parse(text) as Conf;
    const ntp = { code: 42, data: '0a0000050a000006', 'csv-format': false };
    expect(Dhcp4.subnet4).toMatchObject([
      {
        pools: [{ pool: '10.0.1.1-10.0.1.255', 'option-data': [ntp] }],
        'option-data': expect.not.arrayContaining([ntp]) as object,
        reservations: [
          {
            'option-data': [
              { code: 7, data: '0a000007', 'csv-format': false, 'always-send': true },
              { name: 'log-servers', data: '10.0.0.5' },
            ],
          },
          { 'option-data': [ntp] },
        ],
      },
      { subnet: '10.1.0.0/24' },
    ]);
  });

  it('has subnets with pools and reservations for every device with MAC and address', async () => {
    const { Dhcp4 } = JSON.parse(await rendered()) as Conf;
    expect(Dhcp4.subnet4).toMatchObject([
      {
        subnet: '10.0.0.0/22',
        pools: [{ pool: '10.0.1.1-10.0.1.255' }],
        'option-data': [
          { name: 'subnet-mask', data: '255.255.252.0' },
          { name: 'routers', data: '10.0.0.254' },
          { name: 'domain-name-servers', data: '10.0.0.1, 10.0.0.2' },
          { name: 'domain-name', data: 'hpc.example' },
        ],
        reservations: [
          {
            'hw-address': '52:54:00:00:00:01',
            'ip-address': '10.0.0.11',
            hostname: 'n01',
            'option-data': [{ name: 'log-servers', data: '10.0.0.5' }],
          },
          { 'hw-address': '52:54:00:00:00:03', 'ip-address': '10.0.0.12', 'client-classes': ['loader-grub'] },
        ],
      },
      { subnet: '10.1.0.0/24', pools: [], reservations: [{ 'hw-address': '52:54:00:00:00:02' }] },
    ]);
  });

  it('tells each client class its boot file by network and loader', async () => {
    const { Dhcp4 } = JSON.parse(await rendered()) as Conf;
    const named = (name: string) => Dhcp4['client-classes'].find((one) => one.name === name);
    expect(named('muster-uefi-arm64')?.test).toBe(
      [
        "not (option[77].hex == 'iPXE' or option[77].hex == 0x0469505845 or option[175].exists) and",
        "((substring(option[60].hex, 0, 9) == 'PXEClient' and",
        '(substring(option[93].hex, 0, 2) == 0x000b or substring(option[93].hex, 0, 2) == 0x0013 or',
        "(not option[93].exists and (substring(option[60].hex, 9, 11) == ':Arch:00011' or",
        "substring(option[60].hex, 9, 11) == ':Arch:00019')))) or",
        '(not option[60].exists and (substring(option[93].hex, 0, 2) == 0x000b)))',
      ].join(' '),
    );
    expect(named('cluster/ipxe/bios')).toMatchObject({
      test: "member('muster-bios') and not member('loader-grub')",
      'only-if-required': true,
      'next-server': '10.0.0.1',
      'boot-file-name': 'ipxe/bios/undionly.kpxe',
    });
    expect(named('gpu/ipxe/bios-ipxe')?.['boot-file-name']).toContain('http://10.1.0.1:9873/ipxe/');
    expect(named('cluster/grub/uefi-x86_64')).toMatchObject({
      test: "member('muster-uefi-x86_64') and member('loader-grub')",
      'boot-file-name': 'grub/shimx64.efi',
    });
  });

  it('passes kea-dhcp4 -t', async () => {
    await checkWithKea(await rendered());
  });

  it('is refused by kea-dhcp4 -t with the node that is wrong', async () => {
    const broken = { n01: nodes.n01, n02: { ...nodes.n02, keaOptions: [{ name: 'log-serverz', data: '10.0.0.5' }] } };
    await expect(checkWithKea(await rendered({ nodes: broken }))).rejects.toMatchObject({
      code: 'DAEMON_REFUSED',
      message: expect.stringMatching(
        /^kea-dhcp4\.conf:\d+: kea-dhcp4 refuses its new configuration because of node "n02": .*log-serverz/,
      ) as string,
    });
  });
});
