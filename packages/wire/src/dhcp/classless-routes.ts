import { viewOf } from '../bytes.ts';
import { dhcpValueInvalid } from '../errors.ts';
import { formatIPv4, netmaskOf } from '../ipv4.ts';
import type { OptionType } from './option-type.ts';

/** A route of option 121: addresses as unsigned 32-bit numbers; prefix 0 is the default route. */
export interface ClasslessRoute {
  readonly network: number;
  readonly prefix: number;
  readonly router: number;
}

/** Classless static routes (RFC 3442). Host bits of a network are cleared on writing and reading. */
export const classlessRoutes: OptionType<ClasslessRoute[]> = {
  encode: (routes) => Uint8Array.from(routes.flatMap(encodeRoute)),
  decode(bytes) {
    const routes: ClasslessRoute[] = [];
    const view = viewOf(bytes);
    let offset = 0;
    while (offset < bytes.length) {
      const prefix = view.getUint8(offset);
      const octets = Math.ceil(prefix / 8);
      if (prefix > 32 || offset + 1 + octets + 4 > bytes.length) return undefined;
      let network = 0;
      for (let index = 0; index < 4; index += 1) {
        network = network * 256 + (index < octets ? view.getUint8(offset + 1 + index) : 0);
      }
      const router = view.getUint32(offset + 1 + octets);
      routes.push({ network: (network & netmaskOf(prefix)) >>> 0, prefix, router });
      offset += 1 + octets + 4;
    }
    return routes.length > 0 ? routes : undefined;
  },
  format: (routes) =>
    routes
      .map(({ network, prefix, router }) => `${formatIPv4(network)}/${prefix} via ${formatIPv4(router)}`)
      .join(', '),
};

function encodeRoute({ network, prefix, router }: ClasslessRoute): number[] {
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > 32) {
    throw dhcpValueInvalid('prefix length', String(prefix), 'a whole number from 0 to 32');
  }
  const significant = octetsOf(network & netmaskOf(prefix)).slice(0, Math.ceil(prefix / 8));
  return [prefix, ...significant, ...octetsOf(router)];
}

function octetsOf(address: number): number[] {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255];
}
