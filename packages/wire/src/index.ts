export { architectureName } from './architecture.ts';
export {
  type Architecture,
  CLIENT_CLASSES,
  type ClientClass,
  type ClientFacts,
  classifyClient,
  clientClassById,
  type Firmware,
} from './client-class.ts';
export * from './cpio/index.ts';
export * from './dhcp/index.ts';
export * from './dhcp6/index.ts';
export { WireError, type WireErrorCode } from './errors.ts';
export {
  type Cidr,
  formatIPv4,
  type Ipv4Range,
  netmaskOf,
  parseCidr,
  parseIPv4,
  parseRange,
  prefixOf,
} from './ipv4.ts';
export {
  type Cidr6,
  canonicalIPv6,
  formatIPv6,
  isLinkLocal,
  macOfIPv6,
  parseCidr6,
  parseIPv6,
} from './ipv6.ts';
export { formatMac, macToBytes, parseMac } from './mac.ts';
export * from './pe/index.ts';
export * from './tftp/index.ts';
export { parseUuid, uuidFromSmbios, uuidToSmbios } from './uuid.ts';
