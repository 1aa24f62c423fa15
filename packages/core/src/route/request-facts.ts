import { parseMac, parseUuid } from '@muster/wire';
import type { SiteConfig } from '../config/types.ts';
import { type BootRequest, bootRequest } from '../lifecycle/boot-request.ts';
import { networkOf } from '../lifecycle/endpoints.ts';
import type { Transport } from './types.ts';

/** Where a request came from and which of our addresses it reached, as IPv4 text where it is IPv4. */
export interface Ends {
  readonly remoteAddress?: string;
  readonly remotePort?: number;
  readonly localAddress?: string;
}

/**
 * The facts of a request by a path. The machine's MAC or UUID is the path's `wwid` or else the query's (Warewulf's order); the
 * address table of the kernel is never asked, because it says nothing about machines behind a router.
 */
export function requestFacts(
  site: SiteConfig,
  door: Transport,
  ends: Ends,
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): BootRequest {
  const wwid = params.wwid ?? query.wwid ?? '';
  const mac = parseMac(wwid);
  const uuid = (mac === undefined ? parseUuid(wwid) : undefined) ?? parseUuid(query.uuid ?? '');
  const network = networkOf(site, ends)?.[0];
  return bootRequest({
    door,
    time: Date.now(),
    ...ends,
    ...(mac === undefined ? {} : { mac }),
    ...(uuid === undefined ? {} : { uuid }),
    ...given('assetTag', query.asset),
    ...given('serial', query.serial),
    ...given('manufacturer', query.manufacturer),
    ...given('product', query.product),
    ...(query.manufacturer === undefined ? {} : { introduced: true }),
    ...given('assetKey', query.assetkey),
    ...given('token', query.token),
    ...(network === undefined ? {} : { network }),
  });
}

/** Firmware without a value sends the parameter empty. */
function given<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined || value === '' ? {} : ({ [key]: value } as Record<Key, string>);
}
