import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Captured, type Fetched, readCapture } from '../helpers/captured.ts';
import { type Client, createNetwork, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type ServedSite, serveSite } from './helpers/dhcp-site.ts';
import { makeLossy } from './helpers/tftp-lossy-wire.ts';

const SMALL = randomBytes(70_000);
/** More than 65535 blocks of 512 octets. */
const LARGE = randomBytes(34_000_000);
const URL = 'http://10.77.0.1:9873';

/** Fetches like GRUB, which uses one port again and again: reset as soon as all has come, so that it is free at once. */
const GRUB = `
  const socket = require('node:net').connect({ host: '10.77.0.1', port: 9873, localPort: 21550 });
  socket.write('GET /boot/' + process.argv[1] + ' HTTP/1.1\\r\\nHost: 10.77.0.1\\r\\n\\r\\n');
  let [head, left] = ['', undefined];
  socket.on('data', (octets) => {
    if (left === undefined) {
      head += octets.toString('latin1');
      const end = head.indexOf('\\r\\n\\r\\n');
      if (end < 0) return;
      left = Number(/Content-Length: (\\d+)/.exec(head)[1]) - (head.length - end - 4);
    } else left -= octets.length;
    if (left === 0) socket.resetAndDestroy();
  });
`;

/** What VM tests compare explanations with has to be right itself. */
describe('what is read from a capture of the wire', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: ServedSite;
  let client: Client;

  beforeAll(async () => {
    network = cleanup.of(await createNetwork({ name: 'boot' }));
    client = await network.addClient('c1', { address: '10.77.0.11/24' });
    site = await serveSite(cleanup, network.namespace, {
      networks: { boot: { cidr: '10.77.0.0/24', address: '10.77.0.1' } },
      dhcp: {},
      tftp: {},
      nodes: { n1: { hwaddr: client.mac, address: '10.77.0.11/24' } },
      files: { '/boot/small': SMALL, '/boot/large': LARGE },
    });
  });
  afterAll(() => cleanup.run());

  async function captured(traffic: () => Promise<void>): Promise<Captured> {
    const file = join(site.folder, 'wire.pcap');
    const capture = await network.captureWire(file, `ether host ${client.mac} or ether broadcast`);
    try {
      await traffic();
    } finally {
      await capture.stop();
    }
    return await readCapture(file, client.mac, 9873);
  }

  const curl = (...args: string[]) => client.exec('curl', ['--silent', '--show-error', ...args]);
  const short = ({ by, target, whole, size, digest }: Fetched) => [by, target, whole, size, digest];
  const expected = (by: string, target: string, bytes: Buffer) => [
    by,
    target,
    true,
    bytes.length,
    createHash('sha256').update(bytes).digest('hex'),
  ];

  it('holds every file of a connection that asks for several, whatever their size', async () => {
    const { fetched } = await captured(async () => {
      await curl('--head', `${URL}/boot/large`);
      const discard = ['/boot/large', '/boot/small', '/boot/large'].flatMap((target) => [
        '-o',
        '/dev/null',
        URL + target,
      ]);
      await curl(...discard);
    });
    expect(fetched.map(short)).toEqual([
      expected('http', '/boot/large', LARGE),
      expected('http', '/boot/small', SMALL),
      expected('http', '/boot/large', LARGE),
    ]);
    expect(fetched.map(({ content }) => content.length)).toEqual([0, SMALL.length, 0]);
  });

  it('joins the parts of a file that was fetched by ranges, and tells one of which a part is missing', async () => {
    const { fetched } = await captured(async () => {
      for (const range of ['0-9999', '10000-69999'])
        await curl('-o', '/dev/null', '--range', range, `${URL}/boot/small`);
      await curl('-o', '/dev/null', '--range', '0-99', `${URL}/boot/large`);
      await curl('-o', '/dev/null', '--range', '33000000-', `${URL}/boot/large`);
    });
    expect(fetched.slice(0, 1).map(short)).toEqual([expected('http', '/boot/small', SMALL)]);
    expect(fetched.slice(1).map(({ whole, size }) => [whole, size])).toEqual([
      [false, 100],
      [false, 1_000_000],
    ]);
  });

  it('tells connections apart that use the same port of the client', async () => {
    const { fetched } = await captured(async () => {
      for (const name of ['small', 'large', 'small']) await client.exec(process.execPath, ['-e', GRUB, name]);
    });
    expect(fetched.map(short)).toEqual([
      expected('http', '/boot/small', SMALL),
      expected('http', '/boot/large', LARGE),
      expected('http', '/boot/small', SMALL),
    ]);
  });

  it('holds files that came over TFTP in blocks of any size, past the wrap of block numbers', async () => {
    const { fetched } = await captured(async () => {
      await client.exec('tftp', ['-m', 'binary', '10.77.0.1', '-c', 'get', 'boot/large', '/dev/null']);
      await curl('-o', '/dev/null', '--tftp-blksize', '1468', 'tftp://10.77.0.1/boot/small');
      await curl('-o', '/dev/null', 'tftp://10.77.0.1/boot/none').catch(() => undefined);
    });
    expect(fetched.map(short)).toEqual([
      expected('tftp', '/boot/large', LARGE),
      expected('tftp', '/boot/small', SMALL),
    ]);
  });

  it('holds the offers to this machine', async () => {
    const { offers } = await captured(async () => {
      await client.exec('udhcpc', ['-f', '-q', '-n', '-i', client.interface, '-s', '/bin/true']);
    });
    expect(offers.map(({ yiaddr }) => yiaddr)).toContainEqual(0x0a4d000b);
  });

  it('counts what was sent again once', async () => {
    await makeLossy(network, client, 4);
    const { fetched } = await captured(async () => {
      await client.exec('tftp', ['-m', 'binary', '10.77.0.1', '-c', 'get', 'boot/small', '/dev/null']);
    });
    expect(fetched.filter(({ whole }) => whole).map(short)).toEqual([expected('tftp', '/boot/small', SMALL)]);
  });
});
