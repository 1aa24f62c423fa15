import { createNetwork, type Network } from '../../lab/index.ts';

/** 10.78.0.0/24 behind a dnsmasq that relays to 10.77.0.1, at 10.77.0.2 and 10.78.0.254. Ends with `near`, 10.77.0.0/24. */
export async function relayedNetwork(near: Network): Promise<Network> {
  const relay = await near.addClient('relay', { address: '10.77.0.2/24' });
  const facts = { name: 'far', cidr: '10.78.0.0/24', address: '10.78.0.254' };
  const far = await createNetwork({ ...facts, namespace: relay.namespace });
  await near.exec('ip', ['route', 'add', '10.78.0.0/24', 'via', '10.77.0.2']);
  await relay.exec('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
  const relaying = ['--no-daemon', '--port=0', '--conf-file=/dev/null', '--user=root', '--log-dhcp'];
  const dnsmasq = relay.spawn('dnsmasq', [...relaying, '--dhcp-relay=10.78.0.254,10.77.0.1']);
  await dnsmasq.waitForOutput('DHCP relay from', { timeoutMs: 30_000 });
  return far;
}
