import { MusterError, messageOf, type Where } from './muster-error.ts';

const reference = '"muster config schema" prints everything a configuration may hold';

/** Wording of everything that can be wrong with a site's configuration. */
export const configErrors = {
  notFound: (places: readonly string[]): MusterError =>
    new MusterError({
      code: 'CONFIG_NOT_FOUND',
      sentence: `no configuration found; looked for ${places.join(', ')}`,
      remedy: 'run "muster init" to write one, or name one with --config PATH',
    }),
  unreadable: (file: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'CONFIG_UNREADABLE',
      sentence: `the configuration cannot be read: ${messageOf(cause)}`,
      remedy: 'see that the file exists and that this user may read it',
      where: { file },
      cause,
    }),
  unknownFormat: (file: string, known: readonly string[]): MusterError =>
    new MusterError({
      code: 'CONFIG_FORMAT_UNKNOWN',
      sentence: `the configuration's file name does not end in one of ${known.join(', ')}`,
      remedy: 'rename the file after the language it is written in',
      where: { file },
    }),
  syntax: (where: Where, reason: string): MusterError =>
    new MusterError({
      code: 'CONFIG_SYNTAX',
      sentence: reason,
      remedy: 'mend the file at that place',
      where,
    }),
  moduleFailed: (file: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'CONFIG_MODULE_FAILED',
      sentence: `the configuration could not be run: ${messageOf(cause)}`,
      remedy: 'mend the file; its default export has to be the configuration',
      where: { file },
      cause,
    }),
  invalid: (where: Where, sentence: string): MusterError =>
    new MusterError({ code: 'CONFIG_INVALID', sentence, remedy: `correct it; ${reference}`, where }),
  notANetwork: (where: Where, value: string): MusterError =>
    new MusterError({
      code: 'CONFIG_CIDR_INVALID',
      sentence: `is "${value}", which is not an IPv4 network`,
      remedy: 'write address and prefix length, e.g. 10.0.0.0/22',
      where,
    }),
  notAnIpv6Network: (where: Where, value: string): MusterError =>
    new MusterError({
      code: 'CONFIG_CIDR_INVALID',
      sentence: `is "${value}", which is not an IPv6 network`,
      remedy: 'write address and prefix length, e.g. fd00:1::/64',
      where,
    }),
  linkLocal: (where: Where, value: string): MusterError =>
    new MusterError({
      code: 'CONFIG_CIDR_INVALID',
      sentence: `is "${value}", whose addresses are link-local: every wire has them, so they name no machine`,
      remedy: 'choose a network of your own below fd00::/8 (RFC 4193), or one your provider gave you',
      where,
    }),
  hostBits: (where: Where, value: string, network: string): MusterError =>
    new MusterError({
      code: 'CONFIG_CIDR_INVALID',
      sentence: `is "${value}", which is an address inside the network ${network}`,
      remedy: `write ${network}`,
      where,
    }),
  outsideNetwork: (where: Where, value: string, cidr: string): MusterError =>
    new MusterError({
      code: 'CONFIG_ADDRESS_OUTSIDE',
      sentence: `is ${value}, which is not a host address of the network ${cidr}`,
      remedy: 'correct the address, or the cidr of the network',
      where,
    }),
  serverOutsideNetwork: (where: Where, value: string, cidr: string): MusterError =>
    new MusterError({
      code: 'CONFIG_ADDRESS_OUTSIDE',
      sentence: `is ${value}, which is not a host address of the network ${cidr}`,
      remedy:
        'correct the address or the cidr; of a network behind a relay agent, name the address of the network it relays to',
      where,
    }),
  relayedInterface: (where: Where, device: string, address: string, near: string): MusterError =>
    new MusterError({
      code: 'CONFIG_INTERFACE_RELAYED',
      sentence: `is ${device}, but this server's address ${address} is on network "${near}": this one is behind a relay agent`,
      remedy: 'leave the interface out, or name the address that this server has on the network itself',
      where,
    }),
  poolInvalid: (where: Where, value: string): MusterError =>
    new MusterError({
      code: 'CONFIG_POOL_INVALID',
      sentence: `is "${value}", which is not a range of IPv4 addresses`,
      remedy: 'write first-last, e.g. 10.0.1.1-10.0.1.255',
      where,
    }),
  poolHolds: (where: Where, pool: string, what: string, address: string): MusterError =>
    new MusterError({
      code: 'CONFIG_POOL_INVALID',
      sentence: `is ${pool}, which holds the ${what} ${address}: it would be given to a machine`,
      remedy: `leave ${address} out of the pool`,
      where,
    }),
  dhcpOption: (where: Where, sentence: string, remedy: string): MusterError =>
    new MusterError({ code: 'CONFIG_DHCP_OPTION_INVALID', sentence, remedy, where }),
  overlap: (where: Where, cidr: string, other: string, otherCidr: string): MusterError =>
    new MusterError({
      code: 'CONFIG_NETWORKS_OVERLAP',
      sentence: `is ${cidr}, which overlaps network "${other}" (${otherCidr}): machines could not be told apart by address`,
      remedy: 'give the networks different addresses, or say "shared: true" in one of them',
      where,
    }),
  sameInterface: (where: Where, name: string, other: string): MusterError =>
    new MusterError({
      code: 'CONFIG_INTERFACE_SHARED',
      sentence: `is ${name}, as for network "${other}": every machine there would get two offers`,
      remedy: 'name the right interface, or say "shared: true" in one of the networks',
      where,
    }),
  ruleWithoutEffect: (where: Where, missing: string): MusterError =>
    new MusterError({
      code: 'CONFIG_DISCOVERY_RULE',
      sentence: `the rule ${missing}`,
      remedy: 'write network or vendor for what it fits, and policy or nodes for what it does',
      where,
    }),
  unknownNetwork: (where: Where, name: string, near: string | undefined): MusterError =>
    new MusterError({
      code: 'CONFIG_NETWORK_UNKNOWN',
      sentence: `is "${name}", and there is no such network${near === undefined ? '' : `; did you mean "${near}"?`}`,
      remedy: 'write a key of networks',
      where,
    }),
  nodeSet: (where: Where, reason: string): MusterError =>
    new MusterError({ code: 'CONFIG_NODE_SET', sentence: reason, remedy: 'see "muster help node-sets"', where }),
  several: (problems: readonly MusterError[]): MusterError =>
    new MusterError({
      code: 'CONFIG_INVALID',
      sentence: `the configuration has ${problems.length} problems:\n${problems.map((problem) => `  ${problem.message}`).join('\n')}`,
      remedy: `correct them; ${reference}`,
    }),
};
