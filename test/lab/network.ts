import { addClient, type Client, type ClientOptions } from './client.ts';
import { formatIpv4, parseCidr } from './ipv4.ts';
import { LabError } from './lab-error.ts';
import { labMac } from './mac.ts';
import { createNamespace, type Namespace } from './namespace.ts';
import type { ExecOptions, ExecResult, LabProcess, SpawnOptions } from './process.ts';
import { advertiseManaged, advertiseRouter } from './router-advertisement.ts';
import { type Capture, captureWire } from './wire-capture.ts';

export interface NetworkOptions {
  /** Names the bridge, so at most 10 letters, digits or dashes: `boot` → `br-boot`. */
  readonly name?: string | undefined;
  /** `10.77.0.0/24` unless given. */
  readonly cidr?: string | undefined;
  /** The server's own address on the bridge; the first of the network unless given. */
  readonly address?: string | undefined;
  /** Put the bridge into this namespace, beside others, instead of a namespace of its own. */
  readonly namespace?: Namespace | undefined;
  /** IPv6 router advertisements (dnsmasq): they save iPXE's 16 s wait at "Configuring". */
  readonly routerAdvertisement?: boolean | undefined;
  /** Advertisements that send machines to a DHCPv6 server (radvd), in their place; the addresses are {@link ipv6}. */
  readonly managedIpv6?: boolean | undefined;
}

/** A switch with a server on it. Machines and clients plug in; nothing is routed anywhere. */
export interface Network {
  readonly name: string;
  readonly namespace: Namespace;
  /** The server's interface on this network. */
  readonly bridge: string;
  readonly cidr: string;
  readonly address: string;
  readonly netmask: string;
  /** The n-th address: `host(1)` is 10.77.0.1. */
  host(n: number): string;
  /** Runs a command where the server is. */
  exec(command: string, args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Starts a program where the server is; it ends with the network. */
  spawn(command: string, args: readonly string[], options?: SpawnOptions): LabProcess;
  /** Another machine on the network, without QEMU: for udhcpc, dhclient, curl, tftp. */
  addClient(name: string, options?: ClientOptions): Promise<Client>;
  /** A tap for a virtual machine, plugged into the bridge. */
  addTap(): Promise<Tap>;
  /** Writes every frame on the bridge to a pcap file. */
  captureWire(file: string, filter?: string): Promise<Capture>;
  /** Closes the namespace too when it was made for this network. */
  close(): Promise<void>;
}

export interface Tap {
  readonly interface: string;
  remove(): Promise<void>;
}

/** @throws {LabError} `LAB_NEEDS_ROOT`, `LAB_BAD_CIDR`, `LAB_BAD_NAME`, `LAB_COMMAND_FAILED` */
export async function createNetwork(options: NetworkOptions = {}): Promise<Network> {
  const { name = 'boot', cidr = '10.77.0.0/24' } = options;
  if (!/^[a-z0-9-]{1,10}$/.test(name)) {
    throw new LabError('LAB_BAD_NAME', `"${name}" cannot name a network.`, 'Use at most 10 of a-z, 0-9 and dashes.');
  }
  const parsed = parseCidr(cidr);
  const host = (n: number): string => formatIpv4(parsed.network + n);
  const address = options.address ?? host(1);
  const namespace = options.namespace ?? (await createNamespace());
  const bridge = `br-${name}`;
  const ip = (...args: string[]): Promise<ExecResult> => namespace.exec('ip', args);

  try {
    await addBridge(namespace, name, bridge);
    await ip('address', 'add', `${address}/${parsed.prefixLength}`, 'dev', bridge);
    if (options.managedIpv6 === true) await advertiseManaged(namespace, bridge);
    else if (options.routerAdvertisement === true) await advertiseRouter(namespace, bridge);
  } catch (error) {
    if (options.namespace === undefined) await namespace.close();
    throw error;
  }

  let taps = 0;
  return {
    name,
    namespace,
    bridge,
    cidr,
    address,
    netmask: parsed.netmask,
    host,
    exec: (command, args, execOptions) => namespace.exec(command, args, execOptions),
    spawn: (command, args, spawnOptions) => namespace.spawn(command, args, spawnOptions),
    addClient: (client, clientOptions) => addClient({ namespace, bridge, name: client, network: name }, clientOptions),
    addTap: async () => {
      const tap = `${name}-t${taps++}`;
      await ip('tuntap', 'add', 'dev', tap, 'mode', 'tap');
      await ip('link', 'set', tap, 'master', bridge, 'up');
      return {
        interface: tap,
        remove: async () => {
          await namespace.exec('ip', ['link', 'delete', tap], { reject: false });
        },
      };
    },
    captureWire: (file, filter) => captureWire(namespace, bridge, file, filter),
    close: async () => {
      if (options.namespace === undefined) await namespace.close();
      else await namespace.exec('ip', ['link', 'delete', bridge], { reject: false });
    },
  };
}

async function addBridge(namespace: Namespace, name: string, bridge: string): Promise<void> {
  const ip = (...args: string[]): Promise<ExecResult> => namespace.exec('ip', args);
  // forward_delay 0: boot ROMs give up while a bridge is still learning. mcast_snooping 0: without a querier, snooping may
  // swallow IPv6 neighbour and router discovery.
  const type = ['type', 'bridge', 'stp_state', '0', 'forward_delay', '0', 'mcast_snooping', '0'];
  // A bridge without a MAC of its own takes its lowest port's, and so changes address as machines come and go.
  await ip('link', 'add', bridge, 'address', labMac(), ...type);
  // A bridge without a live port has no carrier, and Kea and dhcpd refuse such an interface: this pair keeps it up.
  const [inside, outside] = [`${name}-c0`, `${name}-c1`];
  await ip('link', 'add', inside, 'type', 'veth', 'peer', 'name', outside);
  await namespace.exec('sysctl', ['-qw', `net.ipv6.conf.${outside}.disable_ipv6=1`]);
  await ip('link', 'set', inside, 'master', bridge, 'up');
  await ip('link', 'set', outside, 'up');
  await ip('link', 'set', bridge, 'up');
}
