import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createNetwork, type ExecResult, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { serveSite } from './helpers/dhcp-site.ts';

const LOADER = randomBytes(1_100_000);
const SERVER = '10.77.0.1';
const WINDOWS = ['--option', 'blksize 1468', '--option', 'windowsize 16'];

/** A rule by which a client hears nothing that did not come from port 69. */
const FIREWALL =
  'add table ip wall; add chain ip wall in { type filter hook input priority 0; }; add rule ip wall in udp sport != 69 drop';

type Get = (client: Client, name: string, file: string) => Promise<ExecResult>;
const GETS: Readonly<Record<string, Get>> = {
  'tftp-hpa': (client, name, file) => client.exec('tftp', ['-m', 'binary', SERVER, '-c', 'get', name, file]),
  curl: (client, name, file) =>
    client.exec('curl', ['-sSf', '--tftp-blksize', '1468', '-o', file, `tftp://${SERVER}/${name}`]),
  busybox: (client, name, file) => client.exec('busybox', ['tftp', '-g', '-b', '1468', '-l', file, '-r', name, SERVER]),
  'atftp in windows': (client, name, file) => client.exec('atftp', [...WINDOWS, '-g', '-r', name, '-l', file, SERVER]),
};

describe.each([false, true])('TFTP at sites of all kinds (single-port mode: %s)', (singlePort) => {
  const cleanup = new Cleanup();
  let network: Network;
  let folder: string;
  let near: Client;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-tftp-'));
    cleanup.add(() => rm(folder, { recursive: true }));
    network = cleanup.of(await createNetwork({ name: 'boot' }));
    near = await network.addClient('near', { address: '10.77.0.11/24' });
    if (singlePort) await near.exec('nft', [FIREWALL]);
    await serveSite(cleanup, network.namespace, {
      networks: { boot: { cidr: '10.77.0.0/24', address: SERVER } },
      tftp: { singlePort, prefixes: ['/tftpboot'] },
      files: { '/boot/loader.efi': LOADER },
    });
  });
  afterAll(() => cleanup.run());

  async function expectWhole(get: Get, client: Client, name: string): Promise<void> {
    const file = join(folder, 'received');
    await rm(file, { force: true });
    await get(client, name, file);
    const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
    expect(hash(await readFile(file))).toBe(hash(LOADER));
  }

  it.each(Object.entries(GETS))('sends %s a boot loader', async (_name, get) => {
    await expectWhole(get, near, 'boot/loader.efi');
  });

  it.each(['tftpboot/boot/loader.efi', '/tftpboot/boot/loader.efi', '\\tftpboot\\boot\\loader.efi'])(
    'takes the prefix off %s',
    async (name) => {
      await expectWhole(GETS.busybox as Get, near, name);
    },
  );

  it('sends windows to a client behind a path with a smaller MTU', async () => {
    const far = await network.addClient('far', { address: '10.77.0.12/24' });
    if (singlePort) await far.exec('nft', [FIREWALL]);
    await network.exec('ip', ['route', 'add', '10.77.0.12/32', 'dev', network.bridge, 'mtu', '1280']);
    await expectWhole(GETS['atftp in windows'] as Get, far, 'boot/loader.efi');
    // What the server learned there harms nobody else.
    await expectWhole(GETS['atftp in windows'] as Get, near, 'boot/loader.efi');
    await far.close();
  });
});
