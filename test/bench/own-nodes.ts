import { CLUSTER, NODE_PREFIXES } from './cluster.ts';
import type { BenchServer } from './server.ts';

/** Lets the client send from the nodes' addresses, and the server reach them by it: no ARP for thousands of addresses. */
export async function ownNodes({ client, network }: Pick<BenchServer, 'client' | 'network'>): Promise<void> {
  const [gateway = ''] = CLUSTER.client.split('/');
  for (const prefix of NODE_PREFIXES) {
    await client.exec('ip', ['route', 'add', 'local', prefix, 'dev', 'lo']);
    await network.exec('ip', ['route', 'add', prefix, 'via', gateway]);
  }
}
