export { classifyDhcp } from './classify.ts';
export type { ClasslessRoute } from './classless-routes.ts';
export { type ClientIdentity, clientDiscover } from './client-request.ts';
export {
  BOOTREPLY,
  BOOTREQUEST,
  BROADCAST_FLAG,
  DHCP_CLIENT_PORT,
  DHCP_SERVER_PORT,
  FILE_MAX,
  MessageType,
  messageTypeName,
  PXE_BOOT_SERVER_PORT,
  SNAME_MAX,
} from './constants.ts';
export { type DhcpDecodeError, type DhcpDecodeReason, type DhcpDecodeResult, decodeDhcp } from './decode.ts';
export { type EncodeDhcpOptions, encodeDhcp, maxDhcpPayload } from './encode.ts';
export { formatOption } from './format.ts';
export { IpxeSuboption, ipxeFeatures, ipxeVersion } from './ipxe-options.ts';
export { type DhcpMessage, replyTo } from './message.ts';
export { type NamedOption, namedOption, type OptionValueKind, SITE_OPTION_NAMES } from './option-names.ts';
export type { OptionType } from './option-type.ts';
export { encodeOptionValue, VALUE_WORDS } from './option-value.ts';
export { type DhcpOption, OPTIONS, optionByCode, readOption, writeOption } from './options.ts';
export { ownerOfOption } from './owned-options.ts';
export { type DhcpPeek, peekDhcp } from './peek.ts';
export { RelayAgentSuboption, suboptions } from './suboptions.ts';
