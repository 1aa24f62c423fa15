import { describe, expect, it } from 'vitest';
import type { RegistryData } from '@muster/core';
import { testPlugin } from '@muster/testkit';
import grub from '../../../plugin-grub/src/index.ts';
import ipxe from '../../../plugin-ipxe/src/index.ts';
import iscDhcp, { checkWithDhcpd, checkWithKea } from '../../src/index.ts';

const networks = {
  cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1', pool: '10.0.1.1-10.0.1.255' },
  gpu: { cidr: '10.1.0.0/24', address: '10.1.0.1' },
};
const nodes = {
  n01: { networkDevices: { default: { hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' } } },
  n02: {
    boot: { loader: 'grub' },
    networkDevices: { default: { hwaddr: '52:54:00:00:00:03', address: '10.1.0.12' } },
  },
};
/** Networks as far as nodes are on them. */
const siteOf = ({ nodes: of = {} }: RegistryData) => ({
  networks: 'n02' in of ? networks : { cluster: networks.cluster },
});
const run = async (options: Record<string, unknown>, config: object = {}, registry: RegistryData = { nodes }) => {
  const test = await testPlugin(iscDhcp, { others: [ipxe, grub], site: siteOf(registry), registry, config });
  return test.command('dhcp render', {}, { format: 'full', ...options });
};

describe('the include for a dhcpd.conf that the site writes', () => {
  it('is accepted by dhcpd within the file of a site that has subnets of its own', async () => {
    const { text } = await run({ format: 'include' });
    expect(text).not.toMatch(/^(?:subnet|default-lease-time|authoritative)/m);
    const subnets =
      'subnet 10.0.0.0 netmask 255.255.252.0 { range 10.0.1.1 10.0.1.255; }\nsubnet 10.1.0.0 netmask 255.255.255.0 { }';
    await checkWithDhcpd(`max-lease-time 99;\n${text}\n${subnets}\n`);
    await run({ format: 'include', check: true });
  });

  it('has a class for firmware apart from its iPXE, with what each network is told', async () => {
    const { text } = await run({ format: 'include' });
    const [, body] = /class "muster-bios-ipxe" \{\n((?: {2}.*\n)*)\}/.exec(text) ?? [];
    expect(body?.trimEnd().split('\n')).toEqual([
      '  match if (((option user-class = "iPXE" or option user-class = 04:69:50:58:45 or exists muster-ipxe) and (option muster-arch = 00:00 or option muster-arch = 00:14 or (not exists muster-arch and (substring (option vendor-class-identifier, 9, 11) = ":Arch:00000" or substring (option vendor-class-identifier, 9, 11) = ":Arch:00020" or not (substring (option vendor-class-identifier, 9, 6) = ":Arch:"))))));',
      '  if (substring (leased-address, 0, 2) = 0a:00 and (substring (leased-address, 2, 1) = 00 or substring (leased-address, 2, 1) = 01 or substring (leased-address, 2, 1) = 02 or substring (leased-address, 2, 1) = 03)) {',
      '    next-server 10.0.0.1;',
      '    filename "http://10.0.0.1:9873/ipxe/${mac:hexhyp}?uuid=${uuid}&assetkey=${asset:uristring}";',
      '    option muster-ipxe b0:01:01;',
      '  } elsif (substring (leased-address, 0, 3) = 0a:01:00) {',
      '    next-server 10.1.0.1;',
      '    filename "http://10.1.0.1:9873/ipxe/${mac:hexhyp}?uuid=${uuid}&assetkey=${asset:uristring}";',
      '    option muster-ipxe b0:01:01;',
      '  }',
    ]);
    expect(text).toContain(
      '  match if (((substring (option vendor-class-identifier, 0, 9) = "PXEClient" and (option muster-arch = 00:00 or option muster-arch = 00:14 or (not exists muster-arch and (substring (option vendor-class-identifier, 9, 11) = ":Arch:00000" or substring (option vendor-class-identifier, 9, 11) = ":Arch:00020" or not (substring (option vendor-class-identifier, 9, 6) = ":Arch:"))))) or (not exists vendor-class-identifier and (option muster-arch = 00:00))) and not (option user-class = "iPXE" or option user-class = 04:69:50:58:45 or exists muster-ipxe));',
    );
  });

  it('tells one network without asking which it is', async () => {
    const { text } = await run({ format: 'include' }, {}, { nodes: { n01: nodes.n01 } });
    expect(text).not.toContain('leased-address');
    expect(text).toContain('  next-server 10.0.0.1;\n  filename "ipxe/bios/undionly.kpxe";\n');
  });
});

describe('the includes for a kea-dhcp4.conf that the site writes', () => {
  it('are accepted by kea-dhcp4 where its lists and subnets are', async () => {
    const kea = { program: 'kea' };
    const classes = await run({ format: 'include', check: true }, kea);
    const cluster = await run({ format: 'include', network: 'cluster', check: true }, kea);
    const gpu = await run({ format: 'include', network: 'gpu', check: true }, kea);
    expect(gpu.text).toContain('"client-classes":["loader-grub"]');
    expect(cluster.text).not.toContain('loader-grub"]');
    await checkWithKea(`{ "Dhcp4": { "valid-lifetime": 99, "client-classes": [ ${classes.text}, { "name": "own" } ],
      "subnet4": [ { "id": 7, "subnet": "10.0.0.0/22", "pools": [ { "pool": "10.0.1.1-10.0.1.9" } ], ${cluster.text} },
                   { "id": 8, "subnet": "10.1.0.0/24", ${gpu.text} } ] } }`);
  });

  it('need a network that there is', async () => {
    await expect(run({ format: 'include', network: 'gpus' }, { program: 'kea' })).rejects.toMatchObject({
      code: 'DHCP_CHECK_UNKNOWN',
    });
    await expect(run({ format: 'xml' })).rejects.toMatchObject({ code: 'DHCP_FORMAT_UNKNOWN' });
  });
});

describe('the tables for any other server', () => {
  it('say by what each client class is known and what it is answered', async () => {
    const { rows } = await run({ format: 'table' });
    const row = (network: string, loader: string, id: string) =>
      rows.find((one) => one.network === network && one.loader === loader && one.class === id);
    expect(row('cluster', 'ipxe', 'uefi-x86_64')).toEqual({
      network: 'cluster',
      loader: 'ipxe',
      class: 'uefi-x86_64',
      if60: 'PXEClient*',
      if77: '',
      if93: '7 or 9',
      nextServer: '10.0.0.1',
      file: 'ipxe/uefi-x86_64/snponly.efi',
      option60: '',
      option66: '10.0.0.1',
      option67: 'ipxe/uefi-x86_64/snponly.efi',
      further: '',
    });
    expect(row('gpu', 'ipxe', 'bios-ipxe')).toMatchObject({ if60: '', if77: 'iPXE', further: '175=0xb00101' });
    expect(row('gpu', 'grub', 'uefi-x86_64-http')).toMatchObject({ if60: 'HTTPClient*', option60: 'HTTPClient' });
  });

  it('list networks, and reservations of nodes', async () => {
    expect((await run({ format: 'table', networks: true })).rows[0]).toMatchObject({
      network: 'cluster',
      subnet: '10.0.0.0',
      netmask: '255.255.252.0',
      pool: '10.0.1.1-10.0.1.255',
    });
    expect((await run({ format: 'table', nodes: true })).rows).toEqual([
      {
        node: 'n01',
        device: 'default',
        network: 'cluster',
        hwaddr: '52:54:00:00:00:01',
        address: '10.0.0.11',
        hostname: 'n01',
        loader: 'ipxe',
        further: '',
      },
      {
        node: 'n02',
        device: 'default',
        network: 'gpu',
        hwaddr: '52:54:00:00:00:03',
        address: '10.1.0.12',
        hostname: 'n02',
        loader: 'grub',
        further: '',
      },
    ]);
  });
});

describe('options of the site', () => {
  const dhcpOptions = { 'ntp-servers': '10.0.0.5', routers: '10.0.0.253', 224: { value: 'hex:01', always: true } };
  const own = { 'ntp-servers': null, 225: { value: 'hex:02', always: true } };
  const rendered = async (options: object, program: string) => {
    const test = await testPlugin(iscDhcp, {
      site: { networks: { cluster: { ...networks.cluster, gateway: '10.0.0.254', dhcpOptions } } },
      registry: {
        nodes: {
          n01: { ...nodes.n01, dhcpOptions: own },
          n03: { networkDevices: { default: { hwaddr: '52:54:00:00:00:05', address: '10.0.0.13' } } },
        },
      },
      config: { program },
    });
    return test.command('dhcp render', {}, { format: 'include', ...options });
  };

  it("stand in the include for dhcpd as far as they are those of a node: subnets are the site's", async () => {
    const { text } = await rendered({ check: true }, 'dhcpd');
    expect(text).toContain('option muster-225 code 225 = string;');
    expect(text.slice(text.indexOf('host n01-default'))).toBe(`host n01-default {
  hardware ethernet 52:54:00:00:00:01;
  fixed-address 10.0.0.11;
  option host-name "n01";
  option muster-225 02;
  option dhcp-parameter-request-list = concat (option dhcp-parameter-request-list, 3c:43:e1);
}
host n03-default {
  hardware ethernet 52:54:00:00:00:05;
  fixed-address 10.0.0.13;
  option host-name "n03";
}`);
  });

  it('stand in the include for Kea as far as they are those of a node', async () => {
    const { text } = await rendered({ network: 'cluster', check: true }, 'kea');
    const { reservations } = JSON.parse(`{${text}}`) as { reservations: readonly Readonly<Record<string, unknown>>[] };
    const option = { code: 225, data: '02', 'csv-format': false, 'always-send': true };
    expect(reservations.map((reservation) => reservation['option-data'])).toEqual([[option], undefined]);
  });

  it('stand in the tables in place of the fields they stand over', async () => {
    expect((await rendered({ format: 'table', networks: true }, 'dhcpd')).rows).toMatchObject([
      { router: undefined, dns: '', further: '3=0x0a0000fd, 42=0x0a000005, 224=0x01 unasked' },
    ]);
    expect((await rendered({ format: 'table', nodes: true }, 'dhcpd')).rows).toMatchObject([
      { node: 'n01', further: 'no 42, 225=0x02 unasked' },
      { node: 'n03', further: '' },
    ]);
  });
});
