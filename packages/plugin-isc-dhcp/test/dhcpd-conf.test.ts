import { EVERY_DHCP_OPTION, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import grub from '../../plugin-grub/src/index.ts';
import ipxe from '../../plugin-ipxe/src/index.ts';
import iscDhcp, { checkWithDhcpd } from '../src/index.ts';

const site = {
  networks: {
    cluster: {
      cidr: '10.0.0.0/22',
      address: '10.0.0.1',
      pool: '10.0.1.1-10.0.1.255',
      gateway: '10.0.0.254',
      dns: ['10.0.0.1'],
      domain: 'hpc.example',
    },
    gpu: { cidr: '10.1.0.0/24', address: '10.1.0.1' },
  },
};
const registry = {
  nodes: {
    n01: {
      networkDevices: {
        default: { hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' },
        ib: { hwaddr: '52:54:00:00:00:02', address: '10.1.0.11' },
      },
    },
    n02: {
      boot: { loader: 'grub' },
      networkDevices: { default: { hwaddr: '52:54:00:00:00:03', address: '10.0.0.12' } },
    },
    n03: { networkDevices: { default: { device: 'eth0' } } },
  },
};
const rendered = async () => {
  const test = await testPlugin(iscDhcp, { others: [ipxe, grub], site, registry });
  return (await test.command('dhcp render', {}, { format: 'full' })).text;
};

describe('the configuration for an external dhcpd', () => {
  it('has subnets with pools, hosts with addresses, and leaves devices without MAC or address out', async () => {
    const conf = await rendered();
    expect(conf).toContain(
      'subnet 10.0.0.0 netmask 255.255.252.0 {\n  next-server 10.0.0.1;\n  range 10.0.1.1 10.0.1.255;\n  option routers 10.0.0.254;\n',
    );
    expect(conf).toContain(
      'host n01-default {\n  hardware ethernet 52:54:00:00:00:01;\n  fixed-address 10.0.0.11;\n  option host-name "n01";\n}',
    );
    expect(conf).toContain('host n01-ib {\n  hardware ethernet 52:54:00:00:00:02;\n  fixed-address 10.1.0.11;\n}');
    expect(conf).not.toContain('host n03');
  });

  it('has the name of a network as a comment that ends with its line', async () => {
    const named = { networks: { 'a\nauthoritative;': { cidr: '10.0.0.0/22', address: '10.0.0.1' } } };
    const test = await testPlugin(iscDhcp, { others: [ipxe], site: named, registry: { nodes: {} } });
    const { text } = await test.command('dhcp render', {}, { format: 'full' });
    expect(text).toContain('\n# network a authoritative;\nsubnet ');
  });

  it('knows a machine by its hardware address alone, and returns its client identifier', async () => {
    expect(await rendered()).toContain('ignore-client-uids true;\necho-client-id true;\n');
  });

  it('tells each client class its boot file, by the network it is on', async () => {
    const conf = await rendered();
    expect(conf).toContain(
      [
        '  if ((option user-class = "iPXE" or option user-class = 04:69:50:58:45 or exists muster-ipxe) and',
        '(option muster-arch = 00:00 or option muster-arch = 00:14 or (not exists muster-arch and',
        '(substring (option vendor-class-identifier, 9, 11) = ":Arch:00000" or',
        'substring (option vendor-class-identifier, 9, 11) = ":Arch:00020" or',
        'not (substring (option vendor-class-identifier, 9, 6) = ":Arch:"))))) {  # bios-ipxe',
      ].join(' '),
    );
    expect(conf).toContain(
      'filename "http://10.0.0.1:9873/ipxe/${mac:hexhyp}?uuid=${uuid}&assetkey=${asset:uristring}";\n    option muster-ipxe b0:01:01;',
    );
    expect(conf).toContain('filename "http://10.1.0.1:9873/ipxe/');
    expect(conf).toContain('filename "ipxe/bios/undionly.kpxe";');
  });

  it('names the machine in the URLs of HTTP Boot, with both digits of every octet', async () => {
    const octet = (index: number) =>
      `suffix (concat ("0", binary-to-ascii (16, 8, "", substring (hardware, ${index}, 1))), 2)`;
    const mac = [1, 2, 3, 4, 5, 6].map(octet).join(', "-", ');
    expect(await rendered()).toContain(
      `option bootfile-name = concat ("http://10.0.0.1:9873/boot/", ${mac}, "/ipxe/uefi-x86_64/snponly.efi");`,
    );
  });

  it('asks for iPXE before its firmware, whose vendor class iPXE sends as well', async () => {
    const conf = await rendered();
    expect(conf.indexOf('# uefi-x86_64-ipxe')).toBeLessThan(conf.indexOf('# uefi-x86_64\n'));
    expect(conf.indexOf('# bios-ipxe')).toBeLessThan(conf.indexOf('# bios\n'));
  });

  it('gives a node with another loader statements of its own', async () => {
    const conf = await rendered();
    expect(conf.slice(conf.indexOf('host n02-default'))).toContain('filename "grub/shimx64.efi";');
    expect(conf.slice(0, conf.indexOf('host n02-default'))).not.toContain('grub/');
  });

  it('has the options of the site as octets, and takes those away from the subnet that a node does without', async () => {
    const { cluster } = site.networks;
    const first = registry.nodes.n01.networkDevices.default;
    const { networkDevices } = registry.nodes.n02;
    const dhcpOptions = {
      'ntp-servers': ['10.0.0.5', '10.0.0.6'],
      'domain-name': null,
      224: { value: 'hex:01', always: true },
      routers: '10.0.0.253',
    };
    const own = { 'ntp-servers': null, 'log-servers': { value: '10.0.0.7', always: true } };
    const test = await testPlugin(iscDhcp, {
      site: { networks: { cluster: { ...cluster, dhcpOptions } } },
      registry: { nodes: { n01: { networkDevices: { default: first }, dhcpOptions: own }, n02: { networkDevices } } },
    });
    const conf = (await test.command('dhcp render', {}, { format: 'full' })).text;
    expect(conf).toContain('option muster-42 code 42 = string;');
    expect(conf.slice(conf.indexOf('# network'))).toBe(`# network cluster
subnet 10.0.0.0 netmask 255.255.252.0 {
  next-server 10.0.0.1;
  pool {
    range 10.0.1.1 10.0.1.255;
    option muster-42 0a:00:00:05:0a:00:00:06;
  }
  option muster-3 0a:00:00:fd;
  option domain-name-servers 10.0.0.1;
  option muster-224 01;
  option dhcp-parameter-request-list = concat (option dhcp-parameter-request-list, e0);
}

host n01-default {
  hardware ethernet 52:54:00:00:00:01;
  fixed-address 10.0.0.11;
  option host-name "n01";
  option muster-7 0a:00:00:07;
  option dhcp-parameter-request-list = concat (option dhcp-parameter-request-list, 3c:43:e0:07);
}

host n02-default {
  hardware ethernet 52:54:00:00:00:03;
  fixed-address 10.0.0.12;
  option host-name "n02";
  option muster-42 0a:00:00:05:0a:00:00:06;
}`);
  });

  it('passes dhcpd -t with every option there is', async () => {
    const networks = { ...site.networks, cluster: { ...site.networks.cluster, dhcpOptions: EVERY_DHCP_OPTION } };
    const test = await testPlugin(iscDhcp, { site: { networks }, registry });
    await checkWithDhcpd((await test.command('dhcp render', {}, { format: 'full' })).text);
  });

  it('passes dhcpd -t', async () => {
    await checkWithDhcpd(await rendered());
  });

  it('is refused by dhcpd -t with the line when it is wrong', async () => {
    await expect(checkWithDhcpd('subnet 10.0.0.0 netmask 255.255.255.0 { filename; }\n')).rejects.toMatchObject({
      code: 'DAEMON_REFUSED',
      message: expect.stringContaining('dhcpd.conf:1: dhcpd refuses its new configuration: ') as string,
    });
  });
});
