import { parseCidr } from '@muster/wire';
import { isRelayed } from '../config/relayed.ts';
import type { NetworkConfig } from '../config/types.ts';
import { interfaceOf, interfaceState, isLocalAddress } from '../host/index.ts';
import type { Check, CheckResult } from '../plugin/types.ts';

/** Whether each network's interface is there and up, and has our address. */
export function networkCheck(networks: Readonly<Record<string, NetworkConfig>>): Check {
  return {
    name: 'networks',
    run: async () =>
      (await Promise.all(Object.entries(networks).map(([name, network]) => checkNetwork(name, network)))).flat(),
  };
}

async function checkNetwork(name: string, network: NetworkConfig): Promise<readonly CheckResult[]> {
  const { interface: device, address } = network;
  const wrong = device === undefined ? undefined : await checkInterface(name, device);
  if (wrong?.level === 'error') return [wrong];
  const also = wrong === undefined ? [] : [wrong];
  const prefix = parseCidr(network.cidr)?.prefix ?? 'PREFIX';
  if (!(await isLocalAddress(address))) {
    const sentence = `no interface of this machine has ${address}, the server's address on network "${name}"`;
    const remedy = `ip address add ${address}/${prefix} dev ${device ?? 'INTERFACE'}, and in the system's network configuration; or correct networks.${name}.address`;
    return [...also, { level: 'error', sentence, remedy }];
  }
  const holder = interfaceOf(address);
  if (device !== undefined && holder !== undefined && holder !== device && !isRelayed(network)) {
    const sentence = `${address} of network "${name}" is on interface ${holder}, not on ${device}`;
    return [...also, { level: 'warning', sentence, remedy: `correct networks.${name}.interface, or move the address` }];
  }
  if (also.length > 0) return also;
  return [
    { level: 'ok', sentence: `network "${name}" is reached by ${holder ?? device ?? 'this machine'} (${address})` },
  ];
}

async function checkInterface(name: string, device: string): Promise<CheckResult | undefined> {
  const state = await interfaceState(device);
  if (state === undefined) {
    const sentence = `interface ${device} of network "${name}" does not exist`;
    return { level: 'error', sentence, remedy: `correct networks.${name}.interface; "ip link" lists what there is` };
  }
  if (!state.up) {
    const sentence = `interface ${device} of network "${name}" is down`;
    return { level: 'error', sentence, remedy: `ip link set ${device} up, and in the system's network configuration` };
  }
  if (state.carrier) return undefined;
  const sentence = `interface ${device} of network "${name}" has no carrier`;
  return { level: 'warning', sentence, remedy: 'see to the cable and the port of the switch' };
}
