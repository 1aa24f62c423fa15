import { testPlugin } from '@muster/testkit';
import { expect, it } from 'vitest';
import { dhcpdConf } from '../src/dhcpd-conf.ts';
import { hostSource } from '../src/hosts.ts';
import iscDhcp from '../src/index.ts';
import { keaConf } from '../src/kea/kea-conf.ts';

const network = { cidr: '10.0.0.0/22', address: '10.0.0.1', dhcpOptions: { 'ntp-servers': '10.0.0.5' } };
const device = (last: number) => ({
  networkDevices: { default: { hwaddr: `52:54:00:00:00:0${last}`, address: `10.0.0.1${last}` } },
});
const settings = { leaseTime: 600, authoritative: false };
const NTP = 'option muster-42 0a:00:00:05;';

it('moves an option from the subnet into the hosts that did not change, once another host takes it away', async () => {
  const on = (own: object) => ({
    site: { networks: { cluster: network } },
    registry: { nodes: { n01: device(1), n02: { ...device(2), ...own } } },
  });
  const before = await testPlugin(iscDhcp, on({}));
  const after = await testPlugin(iscDhcp, on({ dhcpOptions: { 42: null } }));
  const { lifecycle } = before.provisioner;
  const rendering = { lifecycle, hosts: hostSource(lifecycle) };
  const changed = { ...before.snapshot, registry: after.snapshot.registry };
  const dhcpd = async (snapshot: typeof changed) => {
    const { parts, hosts } = await dhcpdConf(rendering, snapshot, settings);
    const inSubnet = parts.flatMap(({ lines }) => lines).some((line) => line.trim() === NTP);
    return [inSubnet, ...hosts.map(({ statements }) => statements.includes(NTP))];
  };
  expect(await dhcpd(before.snapshot)).toEqual([true, false, false]);
  expect(await dhcpd(changed)).toEqual([false, true, false]);
  expect(await dhcpd(before.snapshot)).toEqual([true, false, false]);
  const kea = await keaConf(rendering, changed, settings);
  expect(kea.split('\n').filter((line) => line.includes('"code":42'))).toEqual([
    expect.stringContaining('"ip-address":"10.0.0.11"'),
  ]);
});
