import { describe, expect, it } from 'vitest';
import { DnsmasqLines, levelOfDnsmasq } from '../../src/run/lines.ts';

const MAC = '52:54:00:00:00:01';
const dhcp = (text: string): string => `dnsmasq-dhcp[812]: ${text}`;
const events = (...lines: string[]) => {
  const reader = new DnsmasqLines();
  return lines.map((line) => reader.event(line)).filter((event) => event !== undefined);
};

describe('what dnsmasq logs', () => {
  it('tells which class of machine asks and who got which address', () => {
    expect(
      events(
        dhcp('1957144888 vendor class: PXEClient:Arch:00007:UNDI:003000'),
        dhcp(`1957144888 DHCPREQUEST(br0) 10.0.0.11 ${MAC} `),
        dhcp('1957144888 tags: class-uefi-x86_64, net-cluster, known, br0'),
        dhcp(`1957144888 DHCPACK(br0) 10.0.0.11 ${MAC} n01`),
      ),
    ).toEqual([
      { kind: 'seen', clientClass: 'uefi-x86_64', mac: MAC },
      { kind: 'acknowledged', address: '10.0.0.11', mac: MAC },
    ]);
  });

  it('tells which class of machine asks when the site gives the addresses', () => {
    const seen = events(dhcp(`7 PXE(br0) ${MAC} proxy`), dhcp('7 tags: class-bios, net-cluster, br0'));
    expect(seen).toEqual([{ kind: 'seen', clientClass: 'bios', mac: MAC }]);
  });

  it('tells of an address given back', () => {
    expect(events(dhcp(`7 DHCPRELEASE(br0) 10.0.0.11 ${MAC} `))).toEqual([
      { kind: 'released', address: '10.0.0.11', mac: MAC },
    ]);
  });

  it('tells no lease by an answer to INFORM, nor by one that nobody asked for', () => {
    const ack = dhcp(`7 DHCPACK(br0) 10.0.0.9 ${MAC} n01`);
    expect(events(dhcp(`7 DHCPINFORM(br0) 10.0.0.9 ${MAC} `), ack)).toEqual([]);
    expect(events(ack)).toEqual([]);
    expect(events(dhcp('8 DHCPREQUEST(br0) 10.0.0.9 52:54:00:00:00:02 '), ack)).toEqual([]);
  });

  it('tells nothing by a name or a class that poses as a line', () => {
    expect(
      events(
        dhcp(`7 DHCPREQUEST(br0) 10.0.0.9 ${MAC} `),
        dhcp(`7 client provides name: 7 DHCPACK(br0) 10.0.0.9 ${MAC}`),
        dhcp(`7 vendor class: dnsmasq-dhcp[1]: 7 DHCPACK(br0) 10.0.0.9 ${MAC}`),
        dhcp('7 tags: class-nonsense, br0'),
      ),
    ).toEqual([]);
  });

  it('tells which files it has read and sent', () => {
    expect(
      events(
        dhcp('read /var/lib/muster/dnsmasq/dhcp-options'),
        'dnsmasq[812]: read /var/lib/muster/dnsmasq/names - 12 names',
        'dnsmasq-tftp[812]: sent /var/lib/muster/dnsmasq/tftp/ipxe/bios/undionly.kpxe to 10.0.0.11',
      ),
    ).toEqual([
      { kind: 'read', file: '/var/lib/muster/dnsmasq/dhcp-options' },
      { kind: 'read', file: '/var/lib/muster/dnsmasq/names' },
      { kind: 'sent', file: '/var/lib/muster/dnsmasq/tftp/ipxe/bios/undionly.kpxe', address: '10.0.0.11' },
    ]);
  });

  it('is passed on with the level it deserves', () => {
    expect(levelOfDnsmasq(dhcp('7 vendor class: cannot be an error'))).toBe('debug');
    expect(levelOfDnsmasq(dhcp(`7 DHCPDISCOVER(br0) ${MAC} `))).toBe('debug');
    expect(levelOfDnsmasq(dhcp(`7 DHCPDISCOVER(br0) ${MAC} no address available`))).toBe('warn');
    expect(levelOfDnsmasq(dhcp(`7 DHCPACK(br0) 10.0.0.11 ${MAC} n01`))).toBe('info');
    expect(levelOfDnsmasq(dhcp(`7 DHCPNAK(br0) 10.0.0.11 ${MAC} wrong network`))).toBe('warn');
    expect(levelOfDnsmasq('dnsmasq[812]: bad dhcp-option at line 2 of /x')).toBe('error');
    expect(levelOfDnsmasq('dnsmasq: failed to create listening socket')).toBe('error');
    expect(levelOfDnsmasq('dnsmasq[812]: started, version 2.90 DNS disabled')).toBe('info');
  });
});
