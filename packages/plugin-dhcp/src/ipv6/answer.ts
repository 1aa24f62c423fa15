import {
  type Dhcp6Option,
  Dhcp6Status,
  Dhcp6Type,
  type IdentityAssociation,
  OPTIONS6,
  option6,
  readOption6,
  readOptions6,
} from '@muster/wire';
import type { DropReason6, Exchange6 } from './exchange.ts';
import type { Lease6 } from './lease.ts';
import type { ServedNetwork6 } from './network.ts';

/** What one packet is answered with, before boot file and encoding. */
export interface Answer6 {
  readonly type: typeof Dhcp6Type.ADVERTISE | typeof Dhcp6Type.REPLY;
  /** Where DNS servers, boot file and addresses of servers are taken from. */
  readonly network: ServedNetwork6;
  /** IAs, status, preference, rapid commit. */
  readonly options: readonly Dhcp6Option[];
  /** Configuration and boot file go with it. */
  readonly informs: boolean;
  /** What becomes of the client's lease, and of which identity association. */
  readonly lease?: { readonly state: Lease6['state']; readonly iaid: number };
}

export type Decision6 = Answer6 | DropReason6;

/** Seconds an address is good for. */
export interface Lifetimes {
  readonly leaseTime: number;
}

const NEVER_MIND_OTHERS = 255;

/** SOLICIT (RFC 8415 §18.3.1): only who has an address here is answered, so that another server may serve the rest. */
export function solicit(exchange: Exchange6, times: Lifetimes): Decision6 {
  const { binding, message } = exchange;
  if (binding === undefined) return exchange.node === undefined ? 'unknown-machine' : 'no-address';
  const rapid = readOption6(message.options, OPTIONS6.rapidCommit) === true;
  const ias = grants(exchange, binding.address, times);
  const [first] = associations(exchange);
  if (first === undefined) return 'nothing-asked';
  if (rapid) {
    const options = [option6(OPTIONS6.rapidCommit, true), ...ias];
    const lease = { state: 'bound', iaid: first.iaid } as const;
    return { type: Dhcp6Type.REPLY, network: binding.network, options, informs: true, lease };
  }
  // Nobody else has an address for a machine of the registry: the client need not wait for other offers (§18.2.1).
  const options = [option6(OPTIONS6.preference, NEVER_MIND_OTHERS), ...ias];
  return { type: Dhcp6Type.ADVERTISE, network: binding.network, options, informs: true };
}

/**
 * REQUEST, RENEW and REBIND (§18.3.2, §18.3.4, §18.3.5): the address of the registry; another one the client has is ended by
 * lifetimes of 0. A client that is to have none here is told so, unless it asks all servers.
 */
export function grant(exchange: Exchange6, times: Lifetimes): Decision6 {
  const { binding, message, link } = exchange;
  const [network] = link;
  const ias = associations(exchange);
  const [first] = ias;
  if (first === undefined) return 'nothing-asked';
  if (binding !== undefined) {
    const options = grants(exchange, binding.address, times);
    const lease = { state: 'bound', iaid: first.iaid } as const;
    return { type: Dhcp6Type.REPLY, network: binding.network, options, informs: true, lease };
  }
  if (message.type === Dhcp6Type.REBIND || network === undefined) {
    return exchange.node === undefined ? 'unknown-machine' : 'no-address';
  }
  const status = message.type === Dhcp6Type.REQUEST ? Dhcp6Status.noAddrsAvail : Dhcp6Status.noBinding;
  const options = ias.map((ia) => refused(ia, status, 'no address here for this machine'));
  return { type: Dhcp6Type.REPLY, network, options, informs: false };
}

/** CONFIRM (§18.3.3): whether the addresses fit the wire. */
export function confirm(exchange: Exchange6): Decision6 {
  const { link, node } = exchange;
  if (node === undefined) return 'unknown-machine';
  const addresses = associations(exchange).flatMap(addressesIn);
  const [network] = link;
  if (addresses.length === 0 || network === undefined) return 'nothing-asked';
  const fits = addresses.every((address) => link.some(({ cidr }) => cidr.contains(address)));
  const status = fits
    ? { code: Dhcp6Status.success, message: '' }
    : { code: Dhcp6Status.notOnLink, message: 'not an address of this network' };
  const options = [option6(OPTIONS6.statusCode, status)];
  return { type: Dhcp6Type.REPLY, network, options, informs: false };
}

/** RELEASE and DECLINE (§18.3.7, §18.3.8): always taken note of, NoBinding for what is not the client's. */
export function giveBack(exchange: Exchange6): Decision6 {
  const { binding, message, link } = exchange;
  const network = binding?.network ?? link[0];
  if (network === undefined) return 'unserved-network';
  const ias = associations(exchange);
  const isOwn = (ia: IdentityAssociation): boolean =>
    binding !== undefined && addressesIn(ia).includes(binding.address);
  const strange = ias
    .filter((ia) => !isOwn(ia))
    .map((ia) => refused(ia, Dhcp6Status.noBinding, 'not an address of this machine'));
  const options = [option6(OPTIONS6.statusCode, { code: Dhcp6Status.success, message: '' }), ...strange];
  const answer = { type: Dhcp6Type.REPLY, network, options, informs: false };
  const own = ias.find(isOwn);
  if (own === undefined) return answer;
  const state = message.type === Dhcp6Type.DECLINE ? 'declined' : 'released';
  return { ...answer, lease: { state, iaid: own.iaid } };
}

/** INFORMATION-REQUEST (§18.3.6): configuration and boot file for a machine that has its address from elsewhere. */
export function information({ link, node, binding }: Exchange6, unknown: 'pool' | 'ignore'): Decision6 {
  const network = binding?.network ?? link[0];
  if (network === undefined) return 'unserved-network';
  if (node === undefined && unknown === 'ignore') return 'unknown-machine';
  return { type: Dhcp6Type.REPLY, network, options: [], informs: true };
}

function associations({ message }: Exchange6): IdentityAssociation[] {
  return readOptions6(message.options, OPTIONS6.iaNa);
}

function addressesIn({ options }: IdentityAssociation): string[] {
  return readOptions6(options, OPTIONS6.iaAddress).map(({ address }) => address);
}

/** Each IA of the message: the first with the address, others with none, for a machine has one address on a wire. */
function grants(exchange: Exchange6, address: string, { leaseTime }: Lifetimes): Dhcp6Option[] {
  return associations(exchange).map((ia, index) => {
    if (index > 0) return refused(ia, Dhcp6Status.noAddrsAvail, 'one address for each machine and network');
    const ended = addressesIn(ia).filter((other) => other !== address);
    const given = { address, preferred: leaseTime, valid: leaseTime, options: [] };
    // T1 and T2 are the shares that §21.4 recommends.
    return option6(OPTIONS6.iaNa, {
      iaid: ia.iaid,
      t1: Math.floor(leaseTime * 0.5),
      t2: Math.floor(leaseTime * 0.8),
      options: [given, ...ended.map((other) => ({ address: other, preferred: 0, valid: 0, options: [] }))].map((one) =>
        option6(OPTIONS6.iaAddress, one),
      ),
    });
  });
}

function refused({ iaid }: IdentityAssociation, code: number, message: string): Dhcp6Option {
  const options = [option6(OPTIONS6.statusCode, { code, message })];
  return option6(OPTIONS6.iaNa, { iaid, t1: 0, t2: 0, options });
}
