import { bootRequest, inUrl, type Logger } from '@muster/core';
import { type Dhcp6Option, OPTIONS6, option6, PXE_ENTERPRISE } from '@muster/wire';
import type { BootLifecycle } from '../engine/boot-file.ts';
import type { Exchange6 } from './exchange.ts';
import type { ServedNetwork6 } from './network.ts';

/** What firmware is told to fetch. */
export interface BootAnswer6 {
  readonly url: string;
  readonly options: readonly Dhcp6Option[];
}

/**
 * Asks the loader's plugin for the boot file; undefined for a client that is not booting from the network and when no
 * plugin has a file. A fault in a plugin costs the client the boot file, not its address.
 */
export async function bootOptions(
  exchange: Exchange6,
  network: ServedNetwork6,
  { lifecycle, log }: { readonly lifecycle: BootLifecycle; readonly log: Logger },
): Promise<BootAnswer6 | undefined> {
  const { clientClass, snapshot, mac, now } = exchange;
  if (clientClass === undefined) return undefined;
  const [uuid] = exchange.hints.uuids.toSorted((a, b) => Number(isKnown(exchange, b)) - Number(isKnown(exchange, a)));
  try {
    const where = { network: network.name, localAddress: network.ipv6.address };
    const request = bootRequest({
      door: 'dhcp',
      time: now,
      ...where,
      clientClass,
      ...(mac === undefined ? {} : { mac }),
      ...(uuid === undefined ? {} : { uuid }),
    });
    const assignment = await lifecycle.assign(request);
    const loader = lifecycle.loaderFor(assignment);
    if (loader === undefined) return undefined;
    const endpoints = lifecycle.endpoints(where);
    const bootFile = await lifecycle.render('boot-file', {
      request,
      snapshot: assignment?.snapshot ?? snapshot,
      clientClass,
      loader,
      ...endpoints,
      ...(assignment === undefined ? {} : { assignment }),
    });
    if (bootFile === undefined) return undefined;
    const url = urlOf(bootFile.file, endpoints.nextServer);
    return { url, options: optionsFor(url, clientClass.vendorClass) };
  } catch (error) {
    log.error({ err: error, client: exchange.client, network: network.name }, 'no boot file: a plugin failed');
    return undefined;
  }
}

/** DHCPv6 knows URLs only (RFC 5970 §3.1). */
function urlOf(file: string, server: string): string {
  return file.includes('://') ? file : `tftp://${inUrl(server)}/${file.replace(/^\/+/, '')}`;
}

function optionsFor(url: string, vendorClass: 'PXEClient' | 'HTTPClient'): Dhcp6Option[] {
  const file = option6(OPTIONS6.bootFileUrl, url);
  // UEFI HTTP Boot ignores an offer without it (UEFI 2.10 §24.7.2.3, option 16).
  const http = option6(OPTIONS6.vendorClass, { enterprise: PXE_ENTERPRISE, classes: ['HTTPClient'] });
  return vendorClass === 'HTTPClient' ? [file, http] : [file];
}

/** Of the two readings of a DUID-UUID the one that the registry has comes first. */
function isKnown({ node }: Exchange6, uuid: string): boolean {
  return node?.uuid === uuid;
}
