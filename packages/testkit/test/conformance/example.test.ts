import { type DhcpBackend, describeConformance } from '@muster/testkit';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startServer } from './my-server.ts';

// What the server is told, and has to answer by. Loopback addresses and high ports need neither root nor a network.
const backend: DhcpBackend = {
  networks: {
    lab: {
      cidr: '127.79.0.0/24',
      server: '127.79.0.1',
      relay: '127.79.0.2',
      pool: '127.79.0.64-127.79.0.191',
      bootFiles: new Map([['uefi-x86_64', { file: 'loader.efi' }]]),
    },
  },
  nodes: [
    { name: 'n1', mac: '52:54:00:00:00:01', address: '127.79.0.11' },
    { name: 'n2', mac: '52:54:00:00:00:02', address: '127.79.0.12' },
  ],
  ports: { server: 10_067, client: 10_068, relay: 10_069 },
};

let server: Awaited<ReturnType<typeof startServer>>;
beforeAll(async () => {
  server = await startServer(backend);
});
afterAll(() => server.close());

const departures = { 'message/bootp': 'it speaks DHCP only' };
describeConformance('my server', () => backend, { describe, it }, { departures });
