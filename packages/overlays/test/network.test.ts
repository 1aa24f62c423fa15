import { describe, expect, it } from 'vitest';
import { filesOf } from './distribution.ts';

const hwaddr = '52:54:00:00:00:05';
const several = {
  networkDevices: {
    default: { hwaddr, address: '10.0.0.5/22', mtu: 9000, tags: {} },
    dynamic: { hwaddr: '52:54:00:00:00:06', device: 'eth1', tags: {} },
    later: {
      hwaddr: '52:54:00:00:00:07',
      device: 'lan2',
      address: '192.168.7.5/24',
      gateway: '192.168.7.1',
      onboot: false,
      tags: {},
    },
    nothing: { address: '192.168.8.5/24', tags: {} },
  },
};

const six = { networkDevices: { default: { hwaddr, device: 'eth0', address6: 'fd00:1::5/64', tags: {} } } };
const both = { networkDevices: { default: { ...six.networkDevices.default, address: '10.0.0.5/22' } } };

const link = (mac: string, name: string): string => `# Made by Muster for n1; changes are lost at the next boot.
[Match]
MACAddress=${mac}

[Link]
Name=${name}
`;

const units = {
  '/etc/systemd/system/multi-user.target.wants/systemd-networkd.service':
    '→ /lib/systemd/system/systemd-networkd.service',
  '/etc/systemd/system/network-online.target.wants/systemd-networkd-wait-online.service':
    '→ /lib/systemd/system/systemd-networkd-wait-online.service',
  '/etc/systemd/system/sockets.target.wants/systemd-networkd.socket': '→ /lib/systemd/system/systemd-networkd.socket',
};

describe('overlay systemd-networkd', () => {
  it('matches the device by MAC and gives it the address of the registry', async () => {
    expect(await filesOf('systemd-networkd')).toEqual({
      '/etc/systemd/network/10-default.network': `# Made by Muster for n1; changes are lost at the next boot.
[Match]
MACAddress=52:54:00:00:00:05

[Network]
Address=10.0.0.5/22
Gateway=10.0.0.254
DNS=10.0.0.1
DNS=10.0.0.2
Domains=cluster.example
`,
      ...units,
    });
  });

  it('configures IPv6 addresses, and asks for no IPv4 address where there is none', async () => {
    const network = async (node: object) =>
      (await filesOf('systemd-networkd', { node }))['/etc/systemd/network/10-default.network'];
    expect(await network(both)).toContain(
      '\n[Network]\nAddress=10.0.0.5/22\nGateway=10.0.0.254\nAddress=fd00:1::5/64\n',
    );
    const alone = await network(six);
    expect(alone).toContain('\n[Network]\nAddress=fd00:1::5/64\n');
    expect(alone).not.toContain('DHCP');
  });

  it('uses DHCP without an address, renames where a name is wanted, and leaves down what is not for boot', async () => {
    expect(await filesOf('systemd-networkd', { node: several })).toEqual({
      '/etc/systemd/network/10-default.network': `# Made by Muster for n1; changes are lost at the next boot.
[Match]
MACAddress=52:54:00:00:00:05

[Link]
MTUBytes=9000

[Network]
Address=10.0.0.5/22
Gateway=10.0.0.254
DNS=10.0.0.1
DNS=10.0.0.2
Domains=cluster.example
`,
      '/etc/systemd/network/10-dynamic.network': `# Made by Muster for n1; changes are lost at the next boot.
[Match]
MACAddress=52:54:00:00:00:06

[Network]
DHCP=ipv4
DNS=10.0.0.1
DNS=10.0.0.2
Domains=cluster.example

[DHCPv4]
ClientIdentifier=mac
`,
      '/etc/systemd/network/10-dynamic.link': link('52:54:00:00:00:06', 'eth1'),
      '/etc/systemd/network/10-later.network': `# Made by Muster for n1; changes are lost at the next boot.
[Match]
MACAddress=52:54:00:00:00:07

[Link]
ActivationPolicy=manual

[Network]
Address=192.168.7.5/24
Gateway=192.168.7.1
`,
      '/etc/systemd/network/10-later.link': link('52:54:00:00:00:07', 'lan2'),
      ...units,
    });
  });

  it('matches by name where no MAC is known, and has no network files for a node without devices', async () => {
    const node = { networkDevices: { default: { device: 'eth0', tags: {} } } };
    const files = await filesOf('systemd-networkd', { node });
    expect(files['/etc/systemd/network/10-default.network']).toMatch(
      /^# .*\n\[Match\]\nName=eth0\n\n\[Network\]\nDHCP=ipv4\n/,
    );
    expect(await filesOf('systemd-networkd', { node: { networkDevices: {} } })).toEqual(units);
  });
});

describe('overlay ifupdown', () => {
  it('finds a device without a name by its MAC', async () => {
    expect(await filesOf('ifupdown')).toEqual({
      '/etc/network/interfaces': `# Made by Muster for n1; changes are lost at the next boot.
auto lo
iface lo inet loopback

auto mac/52:54:00:00:00:05=default
iface default inet static
    address 10.0.0.5/22
    gateway 10.0.0.254
`,
    });
  });

  it('uses DHCP without an address, names by MAC where a name is wanted, and leaves down what is not for boot', async () => {
    expect(await filesOf('ifupdown', { node: several })).toEqual({
      '/etc/network/interfaces': `# Made by Muster for n1; changes are lost at the next boot.
auto lo
iface lo inet loopback

auto mac/52:54:00:00:00:05=default
iface default inet static
    address 10.0.0.5/22
    gateway 10.0.0.254
    mtu 9000

auto eth1
iface eth1 inet dhcp

iface lan2 inet static
    address 192.168.7.5/24
    gateway 192.168.7.1
`,
      '/etc/systemd/network/10-dynamic.link': link('52:54:00:00:00:06', 'eth1'),
      '/etc/systemd/network/10-later.link': link('52:54:00:00:00:07', 'lan2'),
    });
  });

  it('configures IPv6 addresses, and asks for no IPv4 address where there is none', async () => {
    const interfaces = async (node: object) => (await filesOf('ifupdown', { node }))['/etc/network/interfaces'];
    expect(await interfaces(six)).toBe(`# Made by Muster for n1; changes are lost at the next boot.
auto lo
iface lo inet loopback

auto eth0
iface eth0 inet manual
iface eth0 inet6 static
    address fd00:1::5
    netmask 64
`);
    expect(await interfaces(both)).toBe(`# Made by Muster for n1; changes are lost at the next boot.
auto lo
iface lo inet loopback

auto eth0
iface eth0 inet static
    address 10.0.0.5/22
    gateway 10.0.0.254
iface eth0 inet6 static
    address fd00:1::5
    netmask 64
`);
  });

  it('leaves the loopback alone for a node without devices', async () => {
    expect(await filesOf('ifupdown', { node: { networkDevices: {} } })).toEqual({
      '/etc/network/interfaces':
        '# Made by Muster for n1; changes are lost at the next boot.\nauto lo\niface lo inet loopback\n',
    });
  });
});

describe('overlay resolv', () => {
  it('names the servers and the domain of the network', async () => {
    expect(await filesOf('resolv')).toEqual({
      '/etc/resolv.conf': `# Made by Muster for n1; changes are lost at the next boot.
search cluster.example
nameserver 10.0.0.1
nameserver 10.0.0.2
`,
    });
  });

  it('leaves the file of the image when no name server is known', async () => {
    expect(await filesOf('resolv', { node: { networkDevices: {} } })).toEqual({});
  });
});
