import { type ArtifactKinds, definePlugin, type PluginEntry, type RegistryData } from '@muster/core';
import { type TestProvisioner, testPlugin } from '@muster/testkit';
import { textsOf } from '../src/conf/texts.ts';
import dnsmasq from '../src/index.ts';

/** Loaders with files for BIOS, x86-64 UEFI and iPXE, whatever is installed on this machine. */
const loader = (name: string, classes: readonly string[]) =>
  definePlugin({
    name,
    version: '1.0.0',
    api: '^1.0.0',
    apply({ hooks, contribute }) {
      hooks.render.for('boot-file').make.tap(name, ({ loader: wanted, clientClass, baseUrl }) => {
        if (wanted !== name || !classes.includes(clientClass.id)) return undefined;
        if (clientClass.userClass === 'ipxe') {
          return { file: `${baseUrl}/${name}/script`, options: new Map([[175, Uint8Array.of(0xb0, 1, 1)]]) };
        }
        const file = `${name}/${clientClass.id}`;
        return { file: clientClass.transport === 'http' ? `${baseUrl}/${file}` : file };
      });
      contribute({ provides: [{ step: 'script', loader: name }] });
    },
  });

const LOADERS: readonly PluginEntry[] = [
  loader('first', ['bios', 'uefi-x86_64', 'uefi-x86_64-http', 'uefi-x86_64-ipxe']),
  loader('second', ['uefi-x86_64']),
];

const SITE = {
  networks: {
    cluster: {
      cidr: '10.0.0.0/22',
      interface: 'eth1',
      address: '10.0.0.1',
      pool: '10.0.1.1-10.0.1.255',
      gateway: '10.0.0.254',
      dns: ['10.0.0.1', '10.0.0.2'],
      domain: 'hpc.example',
      mtu: 9000,
    },
    gpu: { cidr: '10.1.0.0/24', address: '10.1.0.1' },
  },
};

const NODES = {
  n01: {
    networkDevices: {
      default: { hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' },
      ib: { hwaddr: '52:54:00:00:00:02', address: '10.1.0.11', mtu: 2044, gateway: '10.1.0.254' },
    },
  },
  n02: {
    boot: { loader: 'second' },
    dnsmasqOptions: ['option:ntp-server,10.0.0.5'],
    networkDevices: { default: { hwaddr: '52:54:00:00:00:03', address: '10.0.0.12' } },
  },
  n03: {
    networkDevices: {
      left: { hwaddr: '52:54:00:00:00:04', address: '10.0.0.13' },
      right: { hwaddr: '52:54:00:00:00:05', address: '10.0.0.13' },
      elsewhere: { hwaddr: '52:54:00:00:00:06', address: '192.0.2.13/24' },
    },
  },
  n04: { networkDevices: { default: { device: 'eth0', address: '10.0.0.14' } } },
};

export interface Case {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly others?: readonly PluginEntry[];
  readonly site?: Readonly<Record<string, unknown>>;
  readonly nodes?: RegistryData['nodes'];
}

export function provisionerOf({
  config = {},
  others = [],
  site = SITE,
  nodes = NODES,
}: Case = {}): Promise<TestProvisioner> {
  return testPlugin(dnsmasq, { others: [...LOADERS, ...others], config, site, registry: { nodes } });
}

export async function confOf(given: Case = {}): Promise<ArtifactKinds['dnsmasq-conf']['artifact']> {
  const test = await provisionerOf(given);
  const conf = await test.render('dnsmasq-conf', { snapshot: test.snapshot });
  if (conf === undefined) throw new Error('nothing rendered');
  return conf;
}

/** The texts of the four files, without their first line. */
export async function filesOf(given: Case = {}) {
  return textsOf(await confOf(given), '#');
}
