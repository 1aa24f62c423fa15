export type { LinkLayerAddress, VendorClass, VendorOptions } from './boot-options.ts';
export { classifyDhcp6 } from './classify.ts';
export {
  DHCP6_CLIENT_PORT,
  DHCP6_MULTICAST,
  DHCP6_SERVER_PORT,
  Dhcp6Status,
  Dhcp6Type,
  dhcp6TypeName,
  HOP_COUNT_LIMIT,
  PXE_ENTERPRISE,
} from './constants.ts';
export { type Dhcp6DecodeReason, type Dhcp6DecodeResult, decodeDhcp6 } from './decode.ts';
export { type DuidFacts, DuidType, duidFacts, linkLayerDuid, uuidDuid } from './duid.ts';
export { encodeDhcp6, replyRelays } from './encode.ts';
export type { IaAddress, IdentityAssociation, StatusCode } from './identity-association.ts';
export type { Dhcp6Message, Dhcp6Option, Dhcp6Packet, Dhcp6Relay } from './message.ts';
export { decodeDhcp6Options, encodeDhcp6Options } from './option-sequence.ts';
export { type Dhcp6OptionType, OPTIONS6, option6, readOption6, readOptions6 } from './options.ts';
