import type { Listening, SiteConfig } from '@muster/core';
import type { DnsmasqOptions } from './options.ts';

/** Ports that dnsmasq opens, with what it needs for them when Muster is not root (dnsmasq(8), NOTES). */
export function listens({ dhcp, tftp, dns }: DnsmasqOptions, site: SiteConfig): readonly Listening[] {
  const addresses = Object.values(site.networks).map(({ address }) => address);
  const udp = { protocol: 'udp', shared: true } as const;
  const capabilities = ['CAP_NET_ADMIN', 'CAP_NET_RAW'] as const;
  const answers = { ...udp, what: 'dnsmasq dhcp', addresses: ['0.0.0.0'], capabilities };
  return [
    ...(dhcp === 'off' ? [] : [{ ...answers, port: 67 }]),
    // The boot server of a proxy (PXE specification 2.1, §2.2.3).
    ...(dhcp === 'proxy' ? [{ ...answers, port: 4011 }] : []),
    ...(tftp ? [{ ...udp, what: 'dnsmasq tftp', port: 69, addresses }] : []),
    ...(dns
      ? (['udp', 'tcp'] as const).map((protocol) => ({ what: 'dnsmasq dns', protocol, port: 53, addresses }))
      : []),
  ];
}
