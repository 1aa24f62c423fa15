import type { DhcpOptionSettings, DhcpOptionValue } from '@muster/core';
import { namedOption, type OptionValueKind, SITE_OPTION_NAMES } from '@muster/wire';

const SAMPLES: Readonly<Record<OptionValueKind, DhcpOptionValue>> = {
  address: '10.0.0.5',
  addresses: ['10.0.0.5', '10.0.0.6'],
  'address-pairs': '10.1.0.0 10.0.0.253',
  uint8: 8,
  uint16: 1500,
  uint16s: [68, 1500],
  uint32: 60,
  int32: -3600,
  flag: true,
  text: 'some "text", with: all sorts',
  domains: 'a.test',
  routes: ['10.8.0.0/16 via 10.0.0.253', 'default via 10.0.0.254'],
  octets: 'hex:01:02:0a',
};

/** Of options whose octets have a form that Kea insists on. */
const FORMED: DhcpOptionSettings = {
  'slp-directory-agent': 'hex:00:0a:00:00:05',
  'slp-service-scope': 'hex:00:61',
  vivco: 'hex:00:00:00:09:02:01:61',
  vivso: 'hex:00:00:00:09:03:01:01:61',
  'rdnss-selection': 'hex:00:0a:00:00:05:0a:00:00:06:01:61:00',
  'v4-portparams': 'hex:00:00:00:00',
  'option-6rd': `hex:08:20:${'00'.repeat(16)}:0a:00:00:05`,
};

/** A value for every option with a name, for what renders them for another DHCP server. */
export const EVERY_DHCP_OPTION: DhcpOptionSettings = {
  ...Object.fromEntries(SITE_OPTION_NAMES.map((name) => [name, SAMPLES[namedOption(name)?.kind ?? 'octets']])),
  ...FORMED,
};
