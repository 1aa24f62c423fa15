import { describe, expect, it } from 'vitest';
import { classes } from '../../src/conf/classes.ts';
import { filesOf } from '../support.ts';

/** They stand in classes.test.ts. */
const CLASSES = classes().lines.join('\n');

describe('what dnsmasq is told as DHCP, TFTP and DNS server', () => {
  it('is where it listens, what each class is told on each network, and where nodes stand', async () => {
    const { conf } = await filesOf({ config: { dns: true, extra: ['dhcp-option=42,10.0.0.1'] } });
    expect(conf).toBe(`#
keep-in-foreground
log-facility=-
user=dnsmasq
bind-dynamic
except-interface=lo
interface=eth1
listen-address=10.1.0.1
domain-needed
bogus-priv
no-hosts
addn-hosts=/nonexistent/state/dnsmasq/names
local=/hpc.example/
enable-tftp
tftp-root=/nonexistent/state/dnsmasq/tftp
log-dhcp
dhcp-hostsfile=/nonexistent/state/dnsmasq/dhcp-hosts
dhcp-optsfile=/nonexistent/state/dnsmasq/dhcp-options
dhcp-no-override
dhcp-leasefile=/nonexistent/state/dnsmasq/leases
dhcp-lease-max=1000000
dhcp-ignore-clid
dhcp-ignore-names=tag:!known
no-ping
dhcp-option=42,10.0.0.1
dhcp-range=set:net-cluster,10.0.1.1,10.0.1.255,255.255.252.0,1800
dhcp-range=set:net-gpu,10.1.0.0,static,255.255.255.0,1800
${CLASSES}
dhcp-boot=tag:net-cluster,tag:class-bios,tag:!other-loader,"first/bios",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-bios,tag:!other-loader,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-bios,tag:!other-loader,67,"first/bios"
dhcp-boot=tag:net-cluster,tag:class-uefi-x86_64,tag:!other-loader,"first/uefi-x86_64",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64,tag:!other-loader,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64,tag:!other-loader,67,"first/uefi-x86_64"
dhcp-boot=tag:net-cluster,tag:class-uefi-x86_64-ipxe,tag:!other-loader,"http://10.0.0.1:9873/first/script",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-ipxe,tag:!other-loader,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-ipxe,tag:!other-loader,67,"http://10.0.0.1:9873/first/script"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-ipxe,tag:!other-loader,175,b0:01:01
dhcp-boot=tag:net-cluster,tag:class-uefi-x86_64-http,tag:!other-loader,"http://10.0.0.1:9873/first/uefi-x86_64-http",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-http,tag:!other-loader,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-http,tag:!other-loader,67,"http://10.0.0.1:9873/first/uefi-x86_64-http"
dhcp-option-force=tag:net-cluster,tag:class-uefi-x86_64-http,tag:!other-loader,60,HTTPClient
dhcp-boot=tag:net-cluster,tag:class-uefi-x86_64,tag:loader-second,"second/uefi-x86_64",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64,tag:loader-second,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64,tag:loader-second,67,"second/uefi-x86_64"
dhcp-boot=tag:net-gpu,tag:class-bios,tag:!other-loader,"first/bios",,10.1.0.1
dhcp-option=tag:net-gpu,tag:class-bios,tag:!other-loader,66,"10.1.0.1"
dhcp-option=tag:net-gpu,tag:class-bios,tag:!other-loader,67,"first/bios"
dhcp-boot=tag:net-gpu,tag:class-uefi-x86_64,tag:!other-loader,"first/uefi-x86_64",,10.1.0.1
dhcp-option=tag:net-gpu,tag:class-uefi-x86_64,tag:!other-loader,66,"10.1.0.1"
dhcp-option=tag:net-gpu,tag:class-uefi-x86_64,tag:!other-loader,67,"first/uefi-x86_64"
dhcp-boot=tag:net-gpu,tag:class-uefi-x86_64-ipxe,tag:!other-loader,"http://10.1.0.1:9873/first/script",,10.1.0.1
dhcp-option=tag:net-gpu,tag:class-uefi-x86_64-ipxe,tag:!other-loader,66,"10.1.0.1"
dhcp-option=tag:net-gpu,tag:class-uefi-x86_64-ipxe,tag:!other-loader,67,"http://10.1.0.1:9873/first/script"
dhcp-option=tag:net-gpu,tag:class-uefi-x86_64-ipxe,tag:!other-loader,175,b0:01:01
dhcp-boot=tag:net-gpu,tag:class-uefi-x86_64-http,tag:!other-loader,"http://10.1.0.1:9873/first/uefi-x86_64-http",,10.1.0.1
dhcp-option=tag:net-gpu,tag:class-uefi-x86_64-http,tag:!other-loader,66,"10.1.0.1"
dhcp-option=tag:net-gpu,tag:class-uefi-x86_64-http,tag:!other-loader,67,"http://10.1.0.1:9873/first/uefi-x86_64-http"
dhcp-option-force=tag:net-gpu,tag:class-uefi-x86_64-http,tag:!other-loader,60,HTTPClient
dhcp-boot=tag:net-gpu,tag:class-uefi-x86_64,tag:loader-second,"second/uefi-x86_64",,10.1.0.1
dhcp-option=tag:net-gpu,tag:class-uefi-x86_64,tag:loader-second,66,"10.1.0.1"
dhcp-option=tag:net-gpu,tag:class-uefi-x86_64,tag:loader-second,67,"second/uefi-x86_64"
`);
  });

  it('is each address of each node with its MACs, its loader where it is another, and its name', async () => {
    const { hosts } = await filesOf();
    expect(hosts).toBe(`#
52:54:00:00:00:01,10.0.0.11,n01,3600
52:54:00:00:00:02,set:host-n01-ib,10.1.0.11,3600
52:54:00:00:00:03,set:other-loader,set:loader-second,set:host-n02-default,10.0.0.12,n02,3600
52:54:00:00:00:04,52:54:00:00:00:05,10.0.0.13,3600
52:54:00:00:00:06,n03,3600
`);
  });

  it('is what networks say, and what a device or a node says in its place', async () => {
    const { options } = await filesOf();
    expect(options).toBe(`#
tag:net-cluster,3,10.0.0.254
tag:net-cluster,6,10.0.0.1,10.0.0.2
tag:net-cluster,15,"hpc.example"
tag:net-cluster,26,9000
tag:net-gpu,3
tag:host-n01-ib,3,10.1.0.254
tag:host-n01-ib,26,2044
tag:host-n02-default,option:ntp-server,10.0.0.5
`);
  });

  it('is the name of every node at its primary address, and of its devices at the others', async () => {
    const { names } = await filesOf({ config: { dns: true } });
    expect(names).toBe(`#
10.0.0.11 n01.hpc.example n01
10.1.0.11 n01-ib
10.0.0.12 n02.hpc.example n02
10.0.0.13 n03-left.hpc.example n03-left
10.0.0.13 n03-right.hpc.example n03-right
192.0.2.13 n03
10.0.0.14 n04.hpc.example n04
`);
  });
});

describe('what dnsmasq is told in its other modes', () => {
  const one = { networks: { cluster: { cidr: '10.0.0.0/22', interface: 'eth1', address: '10.0.0.1' } } };

  it('is the boot files and no addresses as a proxy, and of nodes only those with another loader', async () => {
    const files = await filesOf({ config: { dhcp: 'proxy', tftp: false }, site: one, nodes: { n02: NODE } });
    expect(files.conf).toBe(`#
keep-in-foreground
log-facility=-
user=dnsmasq
bind-dynamic
except-interface=lo
interface=eth1
port=0
log-dhcp
dhcp-hostsfile=/nonexistent/state/dnsmasq/dhcp-hosts
dhcp-optsfile=/nonexistent/state/dnsmasq/dhcp-options
dhcp-no-override
dhcp-pxe-vendor=PXEClient,HTTPClient
pxe-service=tag:nobody,x86PC,"none"
dhcp-range=set:net-cluster,10.0.0.0,proxy,255.255.252.0
${CLASSES}
dhcp-boot=tag:net-cluster,tag:class-bios,tag:!other-loader,"first/bios",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-bios,tag:!other-loader,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-bios,tag:!other-loader,67,"first/bios"
dhcp-boot=tag:net-cluster,tag:class-uefi-x86_64,tag:!other-loader,"first/uefi-x86_64",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64,tag:!other-loader,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64,tag:!other-loader,67,"first/uefi-x86_64"
dhcp-boot=tag:net-cluster,tag:class-uefi-x86_64-ipxe,tag:!other-loader,"http://10.0.0.1:9873/first/script",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-ipxe,tag:!other-loader,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-ipxe,tag:!other-loader,67,"http://10.0.0.1:9873/first/script"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-ipxe,tag:!other-loader,175,b0:01:01
dhcp-boot=tag:net-cluster,tag:class-uefi-x86_64-http,tag:!other-loader,"http://10.0.0.1:9873/first/uefi-x86_64-http",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-http,tag:!other-loader,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64-http,tag:!other-loader,67,"http://10.0.0.1:9873/first/uefi-x86_64-http"
dhcp-option-force=tag:net-cluster,tag:class-uefi-x86_64-http,tag:!other-loader,60,HTTPClient
dhcp-boot=tag:net-cluster,tag:class-uefi-x86_64,tag:loader-second,"second/uefi-x86_64",,10.0.0.1
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64,tag:loader-second,66,"10.0.0.1"
dhcp-option=tag:net-cluster,tag:class-uefi-x86_64,tag:loader-second,67,"second/uefi-x86_64"
`);
    expect(files.hosts).toBe('#\n52:54:00:00:00:03,set:other-loader,set:loader-second\n');
    expect([files.options, files.names]).toEqual(['#\n', '#\n']);
  });

  it('is names and files alone without DHCP', async () => {
    const files = await filesOf({ config: { dhcp: 'off', dns: true, upstream: ['192.0.2.53'] }, site: one, nodes: {} });
    expect(files.conf).toBe(`#
keep-in-foreground
log-facility=-
user=dnsmasq
bind-dynamic
except-interface=lo
interface=eth1
domain-needed
bogus-priv
no-hosts
addn-hosts=/nonexistent/state/dnsmasq/names
no-resolv
server=192.0.2.53
enable-tftp
tftp-root=/nonexistent/state/dnsmasq/tftp
`);
    expect([files.hosts, files.options]).toEqual(['#\n', '#\n']);
  });

  it('is to leave strangers alone, to refuse what it does not know and to ping, where that is wanted', async () => {
    const { conf } = await filesOf({ config: { unknown: 'ignore', authoritative: true, conflictCheck: true } });
    expect(conf).toContain('\ndhcp-ignore=tag:!known\ndhcp-authoritative\n');
    expect(conf).not.toContain('no-ping');
  });
});

const NODE = {
  boot: { loader: 'second' },
  dnsmasqOptions: ['option:ntp-server,10.0.0.5'],
  networkDevices: { default: { hwaddr: '52:54:00:00:00:03', address: '10.0.0.12' } },
};
