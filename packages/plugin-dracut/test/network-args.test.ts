import { requests, sampleImage, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import ipxe from '../../plugin-ipxe/src/index.ts';
import dracut from '../src/index.ts';

const initramfs = { '6.1.0-40-cloud-amd64': { digest: 'c'.repeat(64), size: 20_000_000 } };
const mac = (last: number) => `52:54:00:00:00:0${last}`;
const networks = {
  cluster: {
    cidr: '10.0.0.0/22',
    address: '10.0.0.1',
    gateway: '10.0.0.254',
    ipv6: { cidr: 'fd00:1::/64', address: 'fd00:1::1' },
  },
};

/** The arguments that dracut configures the network by. */
async function argsOf(devices: object, fields: object = {}, facts: object = {}): Promise<readonly string[]> {
  const test = await testPlugin(dracut, {
    others: [ipxe],
    site: { networks },
    registry: { nodes: { n01: { image: 'debian', boot: { stages: 'two' }, networkDevices: devices, ...fields } } },
    images: [sampleImage('debian', { initramfs })],
  });
  const args = (await test.assign({ ...requests.http(), ...facts }))?.spec.args ?? [];
  return args.filter((arg) => /^(ip|ifname|nameserver)=/.test(arg));
}

const eth0 = { device: 'eth0', hwaddr: mac(1), address: '10.0.0.11' };
const STATIC = { firstStage: { network: 'static' } };

describe('network arguments of a first stage', () => {
  it('name all devices, and ask for an address on the one the node boots from', async () => {
    const devices = { mgmt: { device: 'eno2', hwaddr: mac(2) }, default: eth0 };
    expect(await argsOf(devices, { primaryNetwork: 'default' })).toEqual([
      `ifname=eno2:${mac(2)}`,
      `ifname=eth0:${mac(1)}`,
      'ip=eth0:dhcp',
    ]);
  });

  it('leave naming to dracut where the registry names none', async () => {
    expect(await argsOf({ default: { hwaddr: mac(1), address: '10.0.0.11' } })).toEqual(['ip=dhcp']);
  });

  it('name no devices without Ethernet hardware of their own', async () => {
    const infiniband = { device: 'ib0', type: 'infiniband', hwaddr: mac(3) };
    const vlan = { device: 'eth0.5', type: 'vlan', hwaddr: mac(1) };
    expect(await argsOf({ default: eth0, fast: infiniband, tagged: vlan }, { primaryNetwork: 'default' })).toEqual([
      `ifname=eth0:${mac(1)}`,
      'ip=eth0:dhcp',
    ]);
  });

  it("carry the registry's address with mask, gateway, MTU and name servers where the node wants that", async () => {
    expect(await argsOf({ default: { ...eth0, mtu: 9000, dns: ['10.0.0.53'] } }, STATIC)).toEqual([
      `ifname=eth0:${mac(1)}`,
      'ip=10.0.0.11::10.0.0.254:255.255.252.0:n01:eth0:none:9000',
      'nameserver=10.0.0.53',
    ]);
    expect(await argsOf({ default: { ...eth0, address: '10.0.0.11/25', gateway: '10.0.0.2' } }, STATIC)).toContain(
      'ip=10.0.0.11::10.0.0.2:255.255.255.128:n01:eth0:none',
    );
  });

  it('are of IPv6 where the server is reached by it', async () => {
    const six = { localAddress: 'fd00:1::1', remoteAddress: 'fd00:1::11' };
    const both = { ...eth0, address6: 'fd00:1::11' };
    expect(await argsOf({ default: both }, {}, six)).toContain('ip=eth0:dhcp6');
    expect(await argsOf({ default: eth0 }, {}, six)).toContain('ip=eth0:auto6');
    expect(await argsOf({ default: both }, STATIC, six)).toContain('ip=[fd00:1::11]:::64:n01:eth0:none');
  });
});
