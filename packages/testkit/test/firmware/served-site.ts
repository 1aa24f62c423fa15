import { createSocket } from 'node:dgram';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OpenSite, openSite, siteFromObject } from '@muster/core';
import { RelayAgent, type RelayOptions } from '../../src/index.ts';

/** Every address of 127.0.0.0/8 is this machine's own, so that fake machines can talk from theirs without any set-up. */
export const SERVER = '127.77.0.1';
export const PROXY = '127.78.0.1';
const CIDR = '127.77.0.0/16';
export const NODE = { mac: '52:54:00:00:00:11', address: '127.77.1.11' };
export const STRANGER = '52:54:00:99:99:99';
const KERNEL = 'vmlinuz-6.1.0-test';

export interface ServedSite {
  readonly open: OpenSite;
  readonly tftpPort: number;
  readonly pxePort: number;
  /** Of the DHCP servers. */
  readonly dhcpPort: number;
  relay(options?: Partial<RelayOptions>): Promise<RelayAgent>;
  close(): Promise<void>;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export interface SiteOptions {
  /** Fields of the node. */
  readonly node?: object;
  /** A DHCP server of the site gives the addresses, Muster is a proxy at {@link PROXY}. */
  readonly proxy?: boolean;
}

/** A site with the real DHCP, TFTP and HTTP servers on free ports, one node, and an image of random bytes. */
export async function servedSite({ node = {}, proxy = false }: SiteOptions = {}): Promise<ServedSite> {
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-fake-'));
  const [port, relayPort, tftpPort] = [await freeUdpPort(), await freeUdpPort(), await freeUdpPort()];
  const pxePort = await freeUdpPort();
  const write = async (name: string, content: Uint8Array | string): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  };
  await write('loaders/snponly.efi', filled(200_000));
  await write('loaders/undionly.kpxe', filled(70_000));
  await write(`tree/boot/${KERNEL}`, kernelBytes());
  await write('tree/usr/lib/data', filled(1_000_000));
  const device = { device: 'eth0', hwaddr: NODE.mac, address: NODE.address };
  const nodes = { n01: { image: 'sample', networkDevices: { default: device }, ...node } };
  await write('registry/nodes.yaml', JSON.stringify({ nodes }));
  await mkdir(path.join(folder, 'overlays'));
  const config = {
    networks: { cluster: { cidr: CIDR, address: SERVER, pool: '127.77.2.1-127.77.2.200' } },
    http: { port: await freeTcpPort(), listen: [proxy ? PROXY : SERVER] },
    paths: { registry: './registry', state: './state', overlays: './overlays' },
    plugins: [
      ['dhcp', { port, relayPort, pxePort, mode: proxy ? 'proxy' : 'server' }],
      ['tftp', { port: tftpPort }],
      ['ipxe', { folders: [path.join(folder, 'loaders')], retrySeconds: 1, waitSeconds: 1 }],
      'dracut',
    ],
  };
  const installation = path.resolve(import.meta.dirname, '../../../..');
  const checked = siteFromObject(config, folder);
  // The configuration's check wants the server's address inside the network; a proxy hears relay agents on one outside.
  const site = proxy ? { ...checked, networks: { cluster: { cidr: CIDR, address: PROXY } } } : checked;
  const open = await openSite({ site, folder, installation, log: silent });
  await open.services.images.import('sample', path.join(folder, 'tree'));
  const { kernels } = await open.services.images.build('sample');
  await write('first-stage', filled(300_000));
  for (const { version } of kernels) {
    await open.services.images.setInitramfs('sample', version, path.join(folder, 'first-stage'));
  }
  await open.serve();
  const others = proxy ? [PROXY] : [];
  const plain = proxy ? await addressServer(folder, { port, relayPort }) : undefined;
  return {
    open,
    tftpPort,
    pxePort,
    dhcpPort: port,
    relay: (options) =>
      RelayAgent.open({ address: '127.77.3.1', server: SERVER, others, port: relayPort, serverPort: port, ...options }),
    close: async () => {
      await plain?.close();
      await open.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** The DHCP server of a site that knows the node, and nothing of boot files. */
async function addressServer(folder: string, options: object): Promise<OpenSite> {
  const config = {
    networks: { cluster: { cidr: CIDR, address: SERVER } },
    http: { port: await freeTcpPort(), listen: [SERVER] },
    paths: { registry: './registry', state: './plain', overlays: './overlays' },
    plugins: [['dhcp', options]],
  };
  const site = siteFromObject(config, folder);
  const installation = path.resolve(import.meta.dirname, '../../../..');
  const open = await openSite({ site, folder, installation, log: silent });
  await open.serve();
  return open;
}

function filled(size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, (_, index) => (index * 7919) % 251));
}

/** `HdrS` where a bzImage has it (Linux Documentation/arch/x86/boot.rst). */
function kernelBytes(): Buffer {
  const bytes = filled(400_000);
  bytes.write('HdrS', 0x202, 'latin1');
  return bytes;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, SERVER, resolve);
  });
  const { port } = socket.address();
  socket.close();
  return port;
}

async function freeTcpPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, SERVER, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
