import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Departures, type DhcpBackend, describeConformance } from '@muster/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startDhcpd } from '../helpers/dhcpd.ts';
import { startPlainDnsmasq } from '../helpers/plain-dnsmasq.ts';
import type { Client, LabProcess } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type ConformanceSite, conformanceSite } from './helpers/conformance-site.ts';

interface Subject {
  readonly plugins: readonly unknown[];
  readonly facts?: Partial<DhcpBackend>;
  readonly departures?: Departures;
  /** `muster serve` unless given. */
  readonly start?: (site: ConformanceSite) => Promise<LabProcess>;
}

/** What dhcpd 4.4 does not do, however it is configured. */
const DHCPD: Departures = {
  'lease/other-server':
    'dhcpd compares the server identifier of a REQUEST between failover peers only (dhcpd.conf(5), server-id-check)',
};

/** What Kea 2.2 does not do, however it is configured. */
const KEA: Departures = {
  'address/same-offer': 'Kea holds no offer before 2.4 (offer-lifetime): the next DISCOVER gets the next address',
  'message/unasked': 'Kea says routers, name servers and domain to everybody (Dhcpv4Srv::appendBasicOptions)',
  'message/bootp': 'Kea answers BOOTP with its hook libdhcp_bootp only',
  'lease/again': 'Kea forgets a lease that is released',
};

const DNSMASQ: Departures = {
  'message/client-identifier': 'dnsmasq 2.90 returns none where it has to ignore it (dhcp-ignore-clid)',
};

async function startDnsmasq(place: Pick<Client, 'spawn'>, ...args: readonly string[]): Promise<LabProcess> {
  const dnsmasq = place.spawn('dnsmasq', [...args, '--pid-file='], { name: 'dnsmasq' });
  await dnsmasq.waitForOutput(/started, version/, { timeoutMs: 10_000 });
  return dnsmasq;
}

const serve = ({ site }: ConformanceSite) => site.serve();

async function serveBesideDnsmasq(made: ConformanceSite): Promise<LabProcess> {
  await startPlainDnsmasq(await made.cluster.addClient('site', { address: '10.77.0.2/24' }), made.cluster);
  return await serve(made);
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
  'the embedded server': { plugins: ['dhcp', 'tftp', 'ipxe'] },
  'the embedded server, authoritative and for nodes only': {
    plugins: [['dhcp', { authoritative: true, unknown: 'ignore' }], 'tftp', 'ipxe'],
    facts: { authoritative: true, unknown: 'ignore' },
  },
  'dhcpd run by Muster': {
    plugins: ['tftp', 'ipxe', ['isc-dhcp', { mode: 'internal' }]],
    departures: {
      ...DHCPD,
      'lease/inform': 'dhcpd answers INFORM only where it is authoritative (dhcpinform in dhcp.c)',
    },
  },
  'dhcpd of the site, authoritative': {
    plugins: ['tftp', 'ipxe', ['isc-dhcp', { authoritative: true }]],
    facts: { authoritative: true },
    departures: DHCPD,
    start: ({ cluster, site, interfaces }) => startDhcpd(cluster, site, interfaces),
  },
  'Kea run by Muster': {
    plugins: ['tftp', 'ipxe', ['isc-dhcp', { mode: 'internal', program: 'kea' }]],
    departures: KEA,
  },
  'dnsmasq run by Muster': { plugins: ['ipxe', 'dnsmasq'], departures: DNSMASQ },
  'dnsmasq of the site, for nodes only': {
    plugins: ['ipxe', ['dnsmasq', { tftp: false, user: 'root', unknown: 'ignore' }]],
    facts: { unknown: 'ignore' },
    departures: DNSMASQ,
    start: async ({ cluster, site }) => {
      const conf = path.join(site.folder, 'dnsmasq.conf');
      await site.muster(['dnsmasq', 'render', '--check', '--file', conf]);
      await mkdir(path.join(site.folder, 'state/dnsmasq'), { recursive: true });
      return await startDnsmasq(cluster, `--conf-file=${conf}`);
    },
  },
  'dnsmasq as ProxyDHCP beside a dnsmasq of the site': {
    plugins: ['ipxe', ['dnsmasq', { dhcp: 'proxy' }]],
    facts: { role: 'proxy' },
    start: serveBesideDnsmasq,
  },
  'the embedded proxy beside a dnsmasq of the site': {
    plugins: [['dhcp', { mode: 'proxy' }], 'tftp', 'ipxe'],
    facts: { role: 'proxy' },
    start: serveBesideDnsmasq,
  },
};

describe.each(Object.entries(SUBJECTS))('%s', (name, { plugins, facts = {}, departures = {}, start = serve }) => {
  const cleanup = new Cleanup();
  let made: ConformanceSite;
  beforeAll(async () => {
    made = await conformanceSite(cleanup, plugins, facts);
    const server = await start(made);
    cleanup.add(async () => {
      await server.stop();
    });
  });
  afterAll(() => cleanup.run());
  describeConformance(name, () => made.backend, { describe, it }, { departures });
});
