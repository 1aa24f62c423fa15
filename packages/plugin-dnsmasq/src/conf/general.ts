import { isRelayed, type NetworkConfig, type SiteConfig } from '@muster/core';
import type { DnsmasqOptions } from '../options.ts';
import type { DnsmasqFiles } from '../run/files.ts';
import { oneLine } from '../syntax.ts';
import type { Part } from './types.ts';

/** What does not depend on nodes: where it listens, what it does, and what it reads. */
export function general(site: SiteConfig, options: DnsmasqOptions, files: DnsmasqFiles): Part[] {
  const networks = Object.entries(site.networks);
  return [
    {
      about: 'the options of plugin dnsmasq',
      lines: [
        'keep-in-foreground',
        'log-facility=-',
        `user=${oneLine(options.user)}`,
        'bind-dynamic',
        'except-interface=lo',
      ],
    },
    ...networks.map(([name, network]) => ({ about: `network "${name}"`, lines: listen(network) })),
    { about: 'the options of plugin dnsmasq', lines: [...dns(site, options, files), ...tftp(options, files)] },
    ...(options.dhcp === 'off' ? [] : [{ about: 'the options of plugin dnsmasq', lines: dhcp(options, files) }]),
    ...options.extra.map((line, index) => ({
      about: `extra[${index}] of the options of plugin dnsmasq ("${oneLine(line)}")`,
      lines: [oneLine(line)],
    })),
  ];
}

/** What a relay agent sends comes in by the network it relays to. */
function listen(network: NetworkConfig): string[] {
  const { interface: device, address } = network;
  if (isRelayed(network)) return [];
  return [device === undefined ? `listen-address=${address}` : `interface=${oneLine(device)}`];
}

function dns(site: SiteConfig, { dns: wanted, upstream }: DnsmasqOptions, files: DnsmasqFiles): string[] {
  if (!wanted) return ['port=0'];
  const domains = new Set(Object.values(site.networks).flatMap(({ domain }) => domain ?? []));
  return [
    'domain-needed',
    'bogus-priv',
    'no-hosts',
    `addn-hosts=${files.names}`,
    ...[...domains].map((domain) => `local=/${oneLine(domain)}/`),
    ...(upstream.length === 0 ? [] : ['no-resolv', ...upstream.map((server) => `server=${oneLine(server)}`)]),
  ];
}

function tftp({ tftp: wanted }: DnsmasqOptions, files: DnsmasqFiles): string[] {
  return wanted ? ['enable-tftp', `tftp-root=${files.tftp}`] : [];
}

function dhcp(options: DnsmasqOptions, files: DnsmasqFiles): string[] {
  return [
    // The tags it logs tell which client class asks.
    'log-dhcp',
    `dhcp-hostsfile=${files.hosts}`,
    `dhcp-optsfile=${files.options}`,
    // shim reads the BOOTP field `file` alone, which dnsmasq leaves empty for a client that asks for option 67.
    'dhcp-no-override',
    ...(options.dhcp === 'proxy' ? PROXY : server(options, files)),
  ];
}

const PROXY = [
  // UEFI HTTP Boot asks a proxy too, by another vendor class.
  'dhcp-pxe-vendor=PXEClient,HTTPClient',
  // dnsmasq 2.90 is no proxy before it has a menu (rfc2131.c, enable_pxe). Nobody has this tag: firmware gets the boot file
  // alone, BIOS with discovery control 8, "use it".
  'pxe-service=tag:nobody,x86PC,"none"',
];

function server(options: DnsmasqOptions, files: DnsmasqFiles): string[] {
  return [
    `dhcp-leasefile=${files.leases}`,
    'dhcp-lease-max=1000000',
    // Firmware, iPXE and dracut of one machine send three different client identifiers.
    'dhcp-ignore-clid',
    // A stranger takes no name in DNS.
    'dhcp-ignore-names=tag:!known',
    ...(options.unknown === 'ignore' ? ['dhcp-ignore=tag:!known'] : []),
    ...(options.authoritative ? ['dhcp-authoritative'] : []),
    ...(options.conflictCheck ? [] : ['no-ping']),
  ];
}
