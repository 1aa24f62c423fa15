import { fakeMachine, type FakeMachine } from '../firmware/machine.ts';
import { RelayAgent } from '../firmware/relay-agent.ts';
import { testkitErrors } from '../errors.ts';
import { inventedMac } from './invent.ts';
import { relayAddress } from './relay-address.ts';
import { type FleetOptions, runFleet } from './run-fleet.ts';
import type { FleetSettings } from './settings.ts';
import type { FleetSummary } from './summary.ts';

/** A node as far as a fake machine has to know it. */
export interface SimulatedNode {
  readonly name: string;
  /** Nodes without one cannot boot. */
  readonly hwaddr?: string | undefined;
}

/** A provisioning network: where the server is on it. */
export interface SimulatedNetwork {
  readonly cidr: string;
  readonly address: string;
}

export interface Simulation extends Pick<FleetOptions, 'onProgress' | 'onBoot' | 'serverPid' | 'signal'> {
  readonly settings: FleetSettings;
  readonly nodes: readonly SimulatedNode[];
  /** Names of machines that are nobody's, with hardware addresses made from their names, in place of nodes. */
  readonly invented?: readonly string[];
  readonly networks: readonly SimulatedNetwork[];
  /** Address of the server, one of those of `networks`; the first unless given. */
  readonly server?: string | undefined;
  /** Address to relay by; found unless given. */
  readonly relay?: string | undefined;
  /** What the server listens on: `dhcp` and `tftp` with their ports. */
  readonly listeners: readonly { readonly what: string; readonly address: string; readonly port: number }[];
}

/** @throws MusterError `SIM_NO_MACHINES`, `SIM_CLASS_UNKNOWN`, `SIM_SERVER_UNKNOWN`, `SIM_RELAY_ADDRESS` */
export async function simulate(simulation: Simulation): Promise<FleetSummary> {
  const { settings, networks, server } = simulation;
  const machines = machinesOf(simulation);
  const network = server === undefined ? networks[0] : networks.find(({ address }) => address === server);
  if (network === undefined) {
    throw testkitErrors.serverUnknown(
      server,
      networks.map(({ address }) => address),
    );
  }
  const { address, cidr } = network;
  const portOf = (what: string, usual: number): number =>
    simulation.listeners.find((listener) => listener.what === what && listener.address === address)?.port ?? usual;
  const relay = await RelayAgent.open({
    address: simulation.relay ?? relayAddress(cidr, address),
    server: address,
    serverPort: portOf('dhcp', 67),
    loss: settings.loss,
    network: cidr,
  });
  try {
    return await runFleet({ ...simulation, ...settings, machines, relay, tftpPort: portOf('tftp', 69) });
  } finally {
    await relay.close();
  }
}

function machinesOf({ nodes, invented, settings }: Simulation): readonly FakeMachine[] {
  const known = invented?.map((name) => ({ name, hwaddr: inventedMac(name) })) ?? nodes;
  const machines = known.flatMap(({ name, hwaddr }) => (hwaddr === undefined ? [] : [{ name, mac: hwaddr }]));
  if (machines.length === 0) {
    throw testkitErrors.noMachines(known.length === 0 ? 'no node was chosen' : 'no node has a hardware address');
  }
  const { classes } = settings;
  return machines
    .slice(0, settings.nodes)
    .map((facts, index) => fakeMachine({ ...facts, clientClass: classes[index % classes.length] }));
}
