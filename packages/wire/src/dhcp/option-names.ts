/** How the value of an option a site sets is written; see `encodeOptionValue`. */
export type OptionValueKind =
  | 'address'
  | 'addresses'
  | 'address-pairs'
  | 'uint8'
  | 'uint16'
  | 'uint16s'
  | 'uint32'
  | 'int32'
  | 'flag'
  | 'text'
  | 'domains'
  | 'routes'
  | 'octets';

/** An option as a site names it. */
export interface NamedOption {
  readonly code: number;
  /** As dhcp-options(5) spells it; the code in digits for an option without a name there. */
  readonly name: string;
  readonly kind: OptionValueKind;
}

/** Options a site may set, by the names of dhcp-options(5) and RFC 3442's as IANA spells it. */
const NAMES: Readonly<Record<OptionValueKind, Readonly<Record<string, number>>>> = {
  address: { 'swap-server': 16, 'broadcast-address': 28, 'router-solicitation-address': 32 },
  addresses: {
    routers: 3,
    'time-servers': 4,
    'ien116-name-servers': 5,
    'domain-name-servers': 6,
    'log-servers': 7,
    'cookie-servers': 8,
    'lpr-servers': 9,
    'impress-servers': 10,
    'resource-location-servers': 11,
    'nis-servers': 41,
    'ntp-servers': 42,
    'netbios-name-servers': 44,
    'netbios-dd-server': 45,
    'font-servers': 48,
    'x-display-manager': 49,
    'nisplus-servers': 65,
    'mobile-ip-home-agent': 68,
    'smtp-server': 69,
    'pop-server': 70,
    'nntp-server': 71,
    'www-server': 72,
    'finger-server': 73,
    'irc-server': 74,
    'streettalk-server': 75,
    'streettalk-directory-assistance-server': 76,
    'nds-servers': 85,
    'bcms-controller-address': 89,
    'netinfo-server-address': 112,
    'pana-agent': 136,
    'capwap-ac-v4': 138,
    'ipv4-address-andsf': 142,
    'tftp-server-address': 150,
  },
  'address-pairs': { 'policy-filter': 21, 'static-routes': 33 },
  uint8: { 'default-ip-ttl': 23, 'default-tcp-ttl': 37, 'netbios-node-type': 46 },
  uint16: { 'boot-size': 13, 'max-dgram-reassembly': 22, 'interface-mtu': 26 },
  uint16s: { 'path-mtu-plateau-table': 25, 'name-service-search': 117 },
  uint32: {
    'path-mtu-aging-timeout': 24,
    'arp-cache-timeout': 35,
    'tcp-keepalive-interval': 38,
    'v6-only-preferred': 108,
    'loader-reboottime': 211,
  },
  int32: { 'time-offset': 2 },
  flag: {
    'ip-forwarding': 19,
    'non-local-source-routing': 20,
    'all-subnets-local': 27,
    'perform-mask-discovery': 29,
    'mask-supplier': 30,
    'router-discovery': 31,
    'trailer-encapsulation': 34,
    'ieee802-3-encapsulation': 36,
    'tcp-keepalive-garbage': 39,
  },
  text: {
    'merit-dump': 14,
    'domain-name': 15,
    'root-path': 17,
    'extensions-path': 18,
    'nis-domain': 40,
    'netbios-scope': 47,
    'nwip-domain': 62,
    'nisplus-domain': 64,
    'nds-tree-name': 86,
    'nds-context': 87,
    'uap-servers': 98,
    pcode: 100,
    tcode: 101,
    'netinfo-server-tag': 113,
    'default-url': 114,
    'v4-captive-portal': 160,
    'loader-configfile': 209,
    'loader-pathprefix': 210,
  },
  domains: {
    'bcms-controller-names': 88,
    'domain-search': 119,
    'v4-lost': 137,
    'sip-ua-cs-domains': 141,
    'v4-access-domain': 213,
  },
  routes: { 'classless-static-routes': 121 },
  octets: {
    'vendor-encapsulated-options': 43,
    'nwip-suboptions': 63,
    'slp-directory-agent': 78,
    'slp-service-scope': 79,
    'geoconf-civic': 99,
    vivco: 124,
    vivso: 125,
    'rdnss-selection': 146,
    'v4-portparams': 159,
    'option-6rd': 212,
  },
};

const byName: ReadonlyMap<string, NamedOption> = new Map(
  Object.entries(NAMES).flatMap(([kind, codes]) =>
    Object.entries(codes).map(([name, code]) => [name, { code, name, kind: kind as OptionValueKind }]),
  ),
);
const byCode: ReadonlyMap<number, NamedOption> = new Map([...byName.values()].map((option) => [option.code, option]));

/** Names for {@link namedOption}, in no order. */
export const SITE_OPTION_NAMES: readonly string[] = [...byName.keys()];

/** The option with this name, or this code in digits from 1 to 254; undefined for anything else. */
export function namedOption(key: string): NamedOption | undefined {
  const named = byName.get(key);
  if (named !== undefined || !/^[1-9]\d{0,2}$/.test(key)) return named;
  const code = Number(key);
  if (code > 254) return undefined;
  return byCode.get(code) ?? { code, name: key, kind: 'octets' };
}
