import { MusterError } from './muster-error.ts';

/** Wording of why a machine nobody knows does not become a node. */
export const discoveryErrors = {
  noServer: (): MusterError =>
    new MusterError({
      code: 'DISCOVERY_NO_SERVER',
      sentence: 'no server runs here, and only the server hears of unknown machines',
      remedy: 'start it with "muster serve", or name a machine by hand: muster node set NODE --hwaddr MAC',
    }),
  mac: (text: string): MusterError =>
    new MusterError({
      code: 'DISCOVERY_MAC_INVALID',
      usage: true,
      sentence: `${JSON.stringify(text)} is not a MAC address`,
      remedy: 'name one of those that "muster discover list" shows',
    }),
  unseen: (mac: string): MusterError =>
    new MusterError({
      code: 'DISCOVERY_MACHINE_UNSEEN',
      sentence: `no unknown machine with the MAC address ${mac} has been seen`,
      remedy: `switch it on and look at "muster discover list", or name it by hand: muster node set NODE --hwaddr ${mac}`,
    }),
  off: (mac: string): MusterError =>
    new MusterError({
      code: 'DISCOVERY_OFF',
      sentence: `the configuration turns discovery off for ${mac}`,
      remedy: `change discovery.policy or the rule that fits it, or name it by hand: muster node set NODE --hwaddr ${mac}`,
    }),
  known: (mac: string, node: string, by: 'MAC address' | 'UUID'): MusterError =>
    new MusterError({
      code: 'DISCOVERY_MACHINE_KNOWN',
      sentence: `${mac} is a machine of node ${node} already, by its ${by}`,
      remedy: `see "muster node show ${node}"; take the machine from that node first if it is to become another`,
    }),
  /** `field`: the dotted path that says so, and its `value`. */
  taken: (node: string, field: string, value: string): MusterError =>
    new MusterError({
      code: 'DISCOVERY_NODE_TAKEN',
      sentence: `node ${node} is another machine: its ${field} is ${value}`,
      remedy: `choose another node, or take the machine from this one: muster node set ${node} --unset ${field}`,
    }),
  noneFree: (nodes: string | undefined): MusterError =>
    new MusterError({
      code: 'DISCOVERY_NONE_FREE',
      sentence:
        nodes === undefined
          ? 'no node is free: none is discoverable and without a machine'
          : `no node is free: none of ${nodes} is discoverable and without a machine`,
      remedy: 'muster node add NAME --set discoverable=true, or name the node: muster discover accept MAC --as NODE',
    }),
  notOnNetwork: (mac: string, address: string): MusterError =>
    new MusterError({
      code: 'DISCOVERY_OFF_NETWORK',
      sentence: `${mac} asks from ${address}, which is on none of the networks of the configuration`,
      remedy: 'accept it by hand if it is the right machine, or add its network to "networks"',
    }),
  notItsLease: (mac: string, address: string): MusterError =>
    new MusterError({
      code: 'DISCOVERY_NOT_ITS_ADDRESS',
      sentence: `${mac} asks from ${address}, whose lease is not its own`,
      remedy: 'another machine may be using its name; accept it by hand if it is the right one',
    }),
};
