import { goMap, goSlice, type GoMap, type StructType, structOf } from '@muster/gotemplate';
import type { NetworkTable } from '../net/index.ts';
import type { ResolvedNode } from '../registry/types.ts';
import { type DeviceFacts, deviceFacts } from './node-network.ts';

/** Warewulf's tri-state boolean: text that may be empty. Its method BoolDefaultTrue is what network templates ask. */
const onBootType: StructType<boolean | undefined> = {
  name: 'wwtype.WWbool',
  fields: {},
  methods: { BoolDefaultTrue: (value) => value ?? true, Bool: (value) => value ?? false },
  string: (value) => (value === undefined ? '' : String(value)),
};

/** A network device under the names of Warewulf's `NetDevs`; Dns, Domain and Network are our own. Routers advertise themselves, so Gateway6 is empty. */
const deviceType: StructType<DeviceFacts> = {
  name: '*node.NetDev',
  fields: {
    Type: ({ device }) => device.type ?? 'ethernet',
    OnBoot: ({ device }) => structOf(onBootType, device.onboot),
    Device: ({ device }) => device.device ?? '',
    Hwaddr: ({ device }) => device.hwaddr ?? '',
    Ipaddr: ({ address }) => address,
    Netmask: ({ netmask }) => netmask,
    Network: ({ network }) => network,
    Gateway: ({ gateway }) => gateway,
    MTU: ({ mtu }) => mtu,
    Dns: ({ dns }) => goSlice('string', dns),
    Domain: ({ domain }) => domain,
    Tags: (facts) => goMap('string', deviceTags(facts)),
    Ipaddr6: ({ address6 }) => address6,
    PrefixLen6: ({ prefix6 }) => prefix6,
    Gateway6: () => '',
  },
  methods: {
    Id: ({ name }) => name,
    Primary: ({ primary }) => primary,
    IpCIDR: ({ ipCidr }) => ipCidr,
    IpCIDR6: ({ address6, prefix6 }) => (prefix6 === '' ? address6 : `${address6}/${prefix6}`),
  },
};

/** All devices of a node by name. */
export function devicesOf(node: ResolvedNode, networks: NetworkTable): GoMap {
  const devices = Object.entries(node.networkDevices);
  return goMap(
    '*node.NetDev',
    devices.map(([name, device]) => [name, structOf(deviceType, deviceFacts(node, name, device, networks))] as const),
  );
}

/** Warewulf's network templates take name servers from the tags DNS1, DNS2 … and the domain from DNSSEARCH. */
function deviceTags({ device, dns, domain }: DeviceFacts): Record<string, string> {
  const tags: Record<string, string> = { ...device.tags };
  if (!Object.keys(tags).some((name) => /^DNS\d*$/.test(name))) {
    for (const [index, server] of dns.entries()) tags[`DNS${index + 1}`] = server;
  }
  if (domain !== '' && tags.DNSSEARCH === undefined) tags.DNSSEARCH = domain;
  return tags;
}
