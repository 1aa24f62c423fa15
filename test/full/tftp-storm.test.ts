import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createNetwork, type Network } from '../lab/index.ts';
import { Cleanup } from '../system/helpers/dhcp-cleanup.ts';
import { serveSite } from '../system/helpers/dhcp-site.ts';

const LOADER = randomBytes(250_000);
const FILE = 'ipxe/snponly.efi';
const CLIENTS = 1000;
/** Where their addresses begin. */
const FIRST = '10.77.64.0';

describe.each([false, true])('a thousand TFTP clients at the same time (single-port mode: %s)', (singlePort) => {
  const cleanup = new Cleanup();
  let network: Network;
  let client: Client;

  beforeAll(async () => {
    network = cleanup.of(await createNetwork({ name: 'boot', cidr: '10.77.0.0/16' }));
    client = await network.addClient('rack', { address: '10.77.8.2/16' });
    // The client owns the addresses of all machines, and the server reaches them by it: no ARP for a thousand addresses.
    await client.exec('ip', ['route', 'add', 'local', '10.77.64.0/20', 'dev', 'lo']);
    await network.exec('ip', ['route', 'add', '10.77.64.0/20', 'via', '10.77.8.2']);
    await serveSite(cleanup, network.namespace, {
      networks: { boot: { cidr: '10.77.0.0/16', address: '10.77.0.1' } },
      tftp: { singlePort },
      files: { [`/${FILE}`]: LOADER },
    });
  });
  afterAll(() => cleanup.run());

  it.each(['1', '4'])('all get the boot loader whole, in windows of %s', async (windowsize) => {
    const storm = join(import.meta.dirname, 'helpers', 'tftp-storm.mjs');
    const args = [storm, '10.77.0.1', FIRST, String(CLIENTS), FILE, windowsize];
    const { stdout } = await client.exec(process.execPath, args, { timeoutMs: 240_000 });
    expect(JSON.parse(stdout)).toEqual({ [createHash('sha256').update(LOADER).digest('hex')]: CLIENTS });
  });
});
