import type { Refusal, TokenRole } from '../session/types.ts';

/** Why a machine does not get what holds a node's secrets. For the log and the timeline: machines are told nothing. */
export const refusals = {
  secondClaim: (node: string, address: string | undefined, holder: string | undefined): Refusal => ({
    code: 'SECOND_CLAIM',
    sentence: `${address ?? 'a machine'} asks for the boot of node ${node}, which ${holder ?? 'another machine'} has claimed already`,
    remedy: `find out who has the address ${address ?? ''}; if it is node ${node} itself, restart it`,
  }),
  noLease: (node: string, address: string | undefined, dhcpHere: boolean): Refusal => ({
    code: 'NO_LEASE',
    sentence: dhcpHere
      ? `${asker(address)} asks for the boot of node ${node} without holding its lease`
      : `${asker(address)} asks for the boot of node ${node}, and is not that node's address in the registry`,
    remedy: dhcpHere
      ? 'find out who has that address; a node gets its boot by the address that DHCP gave it here'
      : `register the address the site's DHCP server gives it: muster node set ${node} --address ADDRESS; see docs/security.md`,
  }),
  notItsAddress: (node: string, address: string | undefined): Refusal => ({
    code: 'NO_LEASE',
    sentence: `${asker(address)} is not the address of node ${node}`,
    remedy: `find out who has that address; the addresses of node ${node} are in the registry and in "muster dhcp leases"`,
  }),
  assetKey: (node: string, address: string | undefined, given: boolean): Refusal => ({
    code: given ? 'ASSET_KEY_WRONG' : 'ASSET_KEY_MISSING',
    sentence: `${asker(address)} asks for what is node ${node}'s ${given ? 'with a wrong asset key' : 'without its asset key'}`,
    remedy: `the asset tag in the machine's firmware has to be node ${node}'s assetKey`,
  }),
  portUnprivileged: (node: string, address: string | undefined): Refusal => ({
    code: 'PORT_UNPRIVILEGED',
    sentence: `${asker(address)} asks as Warewulf's client for what is node ${node}'s from a port any program may use`,
    remedy: `on node ${node}, leave "secure" in /etc/warewulf/warewulf.conf on; unprivileged programs get nothing`,
  }),
  tokenMissing: (node: string, address: string | undefined): Refusal => ({
    code: 'TOKEN_MISSING',
    sentence: `${asker(address)} asks for what is node ${node}'s without a boot token`,
    remedy: `its loader's script or configuration from here carries one; docs/security.md explains the levels of proof`,
  }),
  tokenMalformed: (node: string, address: string | undefined): Refusal => ({
    code: 'TOKEN_MALFORMED',
    sentence: `${asker(address)} asks for what is node ${node}'s with something this server never issued as a token`,
    remedy: 'find out who has that address; a token of before the key in the state folder was replaced looks the same',
  }),
  tokenOtherNode: (node: string, address: string | undefined, other: string): Refusal => ({
    code: 'TOKEN_OTHER_NODE',
    sentence: `${asker(address)} asks for what is node ${node}'s with the boot token of node ${other}`,
    remedy: `find out who has that address: node ${other} may be misused`,
  }),
  tokenOtherBoot: (node: string, address: string | undefined): Refusal => ({
    code: 'TOKEN_OTHER_BOOT',
    sentence: `${asker(address)} shows a token of an earlier boot of node ${node}`,
    remedy: `if it is node ${node} itself, restart it`,
  }),
  tokenExpired: (node: string, address: string | undefined): Refusal => ({
    code: 'TOKEN_EXPIRED',
    sentence: `the boot token of node ${node} that ${asker(address)} shows has expired`,
    remedy: 'boots that take longer need a longer boot.tokenSeconds in the configuration',
  }),
  tokenOtherAddress: (node: string, address: string | undefined, holder: string | undefined): Refusal => ({
    code: 'TOKEN_OTHER_ADDRESS',
    sentence: `${asker(address)} shows the boot token that node ${node} got at ${holder ?? 'another address'}`,
    remedy: 'find out who has that address: it has seen a token that was not given to it',
  }),
  tokenOtherUse: (node: string, address: string | undefined, role: TokenRole): Refusal => ({
    code: 'TOKEN_OTHER_USE',
    sentence: `the ${role} token of node ${node}, which ${asker(address)} shows, does not open this`,
    remedy: 'it is for what a running node asks for, not for a boot',
  }),
};

function asker(address: string | undefined): string {
  return address ?? 'an unknown address';
}
