import type { CheckResult } from '../../plugin/types.ts';
import type { ForeignOffer } from './offer.ts';

/** What a plugin does about DHCP: gives addresses, adds boot files as a proxy, or leaves all of it to the site's server. */
export type DhcpRole = 'server' | 'proxy' | 'external';

export interface Asked {
  readonly role: DhcpRole;
  /** Name of the network. */
  readonly network: string;
  /** Our addresses, where boot files are to come from. */
  readonly ours: readonly string[];
}

/** What the answers of other servers on a network mean for ours. */
export function judgeOffers(asked: Asked, offers: readonly ForeignOffer[]): readonly CheckResult[] {
  const servers = offers.filter(({ address }) => address !== undefined);
  const proxies = offers.filter(({ proxy }) => proxy);
  const judged =
    asked.role === 'server'
      ? servers.map((offer) => rival(asked, offer))
      : [...expected(asked, servers), ...servers.map((offer) => siteServer(asked, offer))];
  return [...judged, ...proxies.map((offer) => foreignProxy(asked, offer)), ...allWell(asked, offers)];
}

function allWell({ role, network }: Asked, offers: readonly ForeignOffer[]): readonly CheckResult[] {
  if (role !== 'server' || offers.length > 0) return [];
  return [{ level: 'ok', sentence: `no other DHCP server answers on network "${network}"` }];
}

/** Two servers that give addresses: machines take whichever is quicker. */
function rival({ network, ours }: Asked, offer: ForeignOffer): CheckResult {
  const remedy =
    'stop it, or have it ignore these machines; where it is to stay, let it give the addresses: set dhcp: { mode: proxy }, or use the plugin isc-dhcp in mode external';
  const level = pointsTo(ours, offer) ? 'warning' : 'error';
  return { level, sentence: `another DHCP server answers on network "${network}": ${describe(offer)}`, remedy };
}

function expected({ role, network }: Asked, servers: readonly ForeignOffer[]): readonly CheckResult[] {
  if (servers.length === 0) {
    const sentence = `nobody gives addresses on network "${network}", and this server is configured to leave that to the site's DHCP server`;
    const remedy =
      role === 'proxy'
        ? 'start the DHCP server of the site there, give it free addresses, or let Muster be the server (plugin dhcp)'
        : 'start it with what "muster dhcp render" prints, and give it free addresses';
    return [{ level: 'warning', sentence, remedy }];
  }
  if (servers.length === 1) return [];
  const names = servers.map(({ server }) => server).join(', ');
  const sentence = `${servers.length} DHCP servers give addresses on network "${network}": ${names}`;
  return [{ level: 'warning', sentence, remedy: 'make sure that they know of each other (failover), or stop one' }];
}

/** The server that is meant to give addresses. */
function siteServer({ role, network, ours }: Asked, offer: ForeignOffer): CheckResult {
  const sentence = `the DHCP server of network "${network}" answers: ${describe(offer)}`;
  if (role === 'external') {
    if (offer.bootFile !== undefined) return { level: 'ok', sentence };
    const remedy = 'give it what "muster dhcp render" prints; "muster dhcp check" compares its answers class by class';
    return { level: 'warning', sentence, remedy };
  }
  if (offer.bootFile === undefined || pointsTo(ours, offer)) return { level: 'ok', sentence };
  const remedy =
    'take the boot file (options 66 and 67, next-server) out of its configuration: some firmware prefers it to the proxy';
  return { level: 'warning', sentence, remedy };
}

/** Firmware that hears a proxy takes its boot file, whatever the DHCP server says. */
function foreignProxy({ network, ours }: Asked, offer: ForeignOffer): CheckResult {
  const sentence = `a ProxyDHCP server answers on network "${network}": ${describe(offer)}; firmware may boot from it`;
  const remedy = 'stop it (WDS, FOG, netboot.xyz and dnsmasq come with one), or have it ignore these machines';
  return { level: pointsTo(ours, offer) ? 'warning' : 'error', sentence, remedy };
}

function pointsTo(ours: readonly string[], { bootFile, nextServer }: ForeignOffer): boolean {
  if (bootFile === undefined) return false;
  return ours.some((address) => nextServer === address || bootFile.includes(`//${address}`));
}

function describe({ server, address, bootFile, nextServer }: ForeignOffer): string {
  const offered = address === undefined ? 'no address' : `address ${address}`;
  const boot =
    bootFile === undefined
      ? 'no boot file'
      : `boot file ${bootFile}${nextServer === undefined ? '' : ` from ${nextServer}`}`;
  return `${server} offers ${offered}, ${boot}`;
}
