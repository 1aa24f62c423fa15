import { type DhcpMessage, formatIPv4, OPTIONS, readOption } from '@muster/wire';
import { serverOf } from '../../host/index.ts';

/** What another server told a machine that asked. Addresses are dotted quads. */
export interface ForeignOffer {
  /** Server identifier, option 54. */
  readonly server: string;
  /** undefined: it gives no address, as a proxy does. */
  readonly address: string | undefined;
  /** Option 60 says PXEClient without an address: a ProxyDHCP server (PXE specification 2.1, §2.2.3). */
  readonly proxy: boolean;
  /** Option 67, or the `file` field. */
  readonly bootFile: string | undefined;
  /** `siaddr`, or option 66. */
  readonly nextServer: string | undefined;
}

/** The offers that are not of a server with one of our own addresses, as far as they say anything. */
export function foreignOffers(offers: readonly DhcpMessage[], ours: readonly string[]): readonly ForeignOffer[] {
  return offers
    .map(readOffer)
    .filter(({ server, address, proxy }) => !ours.includes(server) && (proxy || address !== undefined));
}

function readOffer(offer: DhcpMessage): ForeignOffer {
  const address = offer.yiaddr === 0 ? undefined : formatIPv4(offer.yiaddr);
  const next = offer.siaddr === 0 ? clean(readOption(offer, OPTIONS.tftpServerName)) : formatIPv4(offer.siaddr);
  return {
    server: formatIPv4(serverOf(offer)),
    address,
    proxy: address === undefined && (readOption(offer, OPTIONS.vendorClass) ?? '').startsWith('PXEClient'),
    bootFile: clean(readOption(offer, OPTIONS.bootFileName)) ?? clean(offer.file),
    nextServer: next,
  };
}

/** Texts of servers often end in a NUL. What is not text for a terminal is left out. */
function clean(text: string | undefined): string | undefined {
  const kept = text?.replace(/\0.*$/s, '').replaceAll(/[^\x20-\x7e]/g, '?');
  return kept === '' ? undefined : kept;
}
