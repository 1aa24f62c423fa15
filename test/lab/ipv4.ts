import { LabError } from './lab-error.ts';

export interface Cidr {
  /** The network's number, host order. */
  readonly network: number;
  readonly prefixLength: number;
  readonly netmask: string;
}

/** @throws {LabError} `LAB_BAD_CIDR` */
export function parseCidr(text: string): Cidr {
  const [, address = '', length = ''] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(text) ?? [];
  const octets = address.split('.').map(Number);
  const prefixLength = Number(length);
  if (length === '' || prefixLength > 30 || octets.some((octet) => octet > 255)) {
    throw new LabError(
      'LAB_BAD_CIDR',
      `"${text}" is not an IPv4 network.`,
      'Write it like 10.77.0.0/24, with at most /30.',
    );
  }
  const mask = prefixLength === 0 ? 0 : (0xffffffff << (32 - prefixLength)) >>> 0;
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return { network: (value & mask) >>> 0, prefixLength, netmask: formatIpv4(mask) };
}

export function formatIpv4(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}
