import { type DhcpMessage, formatIPv4, OPTIONS, parseIPv4, parseRange, readOption } from '@muster/wire';
import { type Expected, hex } from './expected.ts';

/** One thing an OFFER says otherwise than it should. */
export interface Difference {
  readonly what: string;
  readonly expected: string;
  /** Empty when the OFFER says nothing of it. */
  readonly got: string;
}

/** In the order of what is expected. */
export function differences({ fields }: Expected, offer: DhcpMessage): Difference[] {
  return [...fields].flatMap(([what, expected]) => {
    const got = said(what, offer);
    return agrees(expected, got) ? [] : [{ what, expected, got }];
  });
}

function said(what: string, offer: DhcpMessage): string {
  switch (what) {
    case 'address':
      return formatIPv4(offer.yiaddr);
    case 'netmask':
      return addresses([readOption(offer, OPTIONS.subnetMask) ?? 0]);
    case 'router':
      return addresses(readOption(offer, OPTIONS.routers) ?? []);
    case 'dns':
      return addresses(readOption(offer, OPTIONS.domainNameServers) ?? []);
    case 'domain':
      return withoutNul(readOption(offer, OPTIONS.domainName) ?? '');
    case 'host name':
      return withoutNul(readOption(offer, OPTIONS.hostName) ?? '');
    case 'boot file':
      return anybodys(withoutNul(readOption(offer, OPTIONS.bootFileName) ?? offer.file));
    case 'next-server':
      return addresses([offer.siaddr]);
    case 'option 60':
      return withoutNul(readOption(offer, OPTIONS.vendorClass) ?? '');
    default:
      return hex(offer.options.get(Number(what.replace('option ', ''))) ?? new Uint8Array());
  }
}

/** A URL names its machine, `/boot/MAC/…`, where the server can put that in. */
function anybodys(file: string): string {
  return file.replace(/^(http:\/\/[^/]+)\/boot\/[0-9a-f]{2}(?:-[0-9a-f]{2}){5}\//, '$1/');
}

/** A range stands for every address in it. */
function agrees(expected: string, got: string): boolean {
  if (expected === got) return true;
  const range = parseRange(expected);
  const address = parseIPv4(got);
  return range !== undefined && address !== undefined && address >= range.first && address <= range.last;
}

function addresses(values: readonly number[]): string {
  return values
    .filter((value) => value !== 0)
    .map(formatIPv4)
    .join(', ');
}

function withoutNul(text: string): string {
  return text.replace(/\0+$/, '');
}
