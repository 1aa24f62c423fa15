import { createNetwork, type Network } from '../../lab/index.ts';

/** A program that relays between 10.78.0.254 and the server 10.77.0.1. */
export interface RelayAgent {
  readonly program: string;
  readonly args: readonly string[];
  /** What it says when it relays. */
  readonly ready: string;
}

export const DNSMASQ_RELAY: RelayAgent = {
  program: 'dnsmasq',
  args: [
    ...['--no-daemon', '--port=0', '--conf-file=/dev/null', '--user=root', '--log-dhcp'],
    '--dhcp-relay=10.78.0.254,10.77.0.1',
  ],
  ready: 'DHCP relay from',
};

/** With -a it adds option 82, and with -D it drops answers that do not bring its own back. */
export const DHCRELAY: RelayAgent = {
  program: 'dhcrelay',
  args: ['-4', '-d', '-a', '-D', '-id', 'br-far', '-iu', 'eth0', '10.77.0.1'],
  ready: 'Socket/fallback',
};

/** 10.78.0.0/24 behind an agent at 10.77.0.2 and 10.78.0.254. Ends with `near`, 10.77.0.0/24. */
export async function relayedNetwork(near: Network, { program, args, ready } = DNSMASQ_RELAY): Promise<Network> {
  const relay = await near.addClient('relay', { address: '10.77.0.2/24' });
  const facts = { name: 'far', cidr: '10.78.0.0/24', address: '10.78.0.254' };
  const far = await createNetwork({ ...facts, namespace: relay.namespace });
  await near.exec('ip', ['route', 'add', '10.78.0.0/24', 'via', '10.77.0.2']);
  await relay.exec('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
  await relay.spawn(program, args).waitForOutput(ready, { timeoutMs: 30_000 });
  return far;
}
