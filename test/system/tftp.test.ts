import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createNetwork, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type ServedSite, serveSite } from './helpers/dhcp-site.ts';
import { makeLossy } from './helpers/tftp-lossy-wire.ts';

const LOADER = randomBytes(1_100_000);
const KERNEL = randomBytes(40_000_000);

describe('TFTP with real clients', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: ServedSite;
  let client: Client;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-tftp-'));
    cleanup.add(() => rm(folder, { recursive: true }));
    network = cleanup.of(await createNetwork({ name: 'boot' }));
    client = await network.addClient('c1', { address: '10.77.0.11/24' });
    site = await serveSite(cleanup, network.namespace, {
      networks: { boot: { cidr: '10.77.0.0/24', address: '10.77.0.1' } },
      tftp: {},
      nodes: { n1: { hwaddr: client.mac, address: '10.77.0.11/24' } },
      files: { '/boot/loader.efi': LOADER, '/boot/vmlinuz': KERNEL, '/boot/even': Buffer.alloc(1024, 'x') },
    });
  });

  afterAll(() => cleanup.run());

  async function received(file: string): Promise<string> {
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  }

  const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  const target = (name: string): string => join(folder, name);

  it('sends tftp-hpa a boot loader, and records it for the node', async () => {
    await client.exec('tftp', ['-m', 'binary', '10.77.0.1', '-c', 'get', 'boot/loader.efi', target('hpa')]);
    expect(await received(target('hpa'))).toBe(sha(LOADER));
    const event = /"stage":"boot-file","outcome":"done","by":"tftp","address":"10.77.0.11","node":"n1","bytes":1100000/;
    await site.process.waitForOutput(event, { timeoutMs: 10_000 });
  });

  it('tells tftp-hpa in words that text mode is not served', async () => {
    const { stdout, stderr } = await client.exec('tftp', ['10.77.0.1', '-c', 'get', 'boot/even', target('text')], {
      reject: false,
    });
    expect(`${stdout}${stderr}`).toContain('mode netascii is not served: use octet (binary) mode');
  });

  it('sends curl files of every size it asks in blocks of every size', async () => {
    for (const blksize of ['8', '512', '1468', '65464']) {
      await client.exec('curl', [
        '-sSf',
        '--tftp-blksize',
        blksize,
        '-o',
        target('curl'),
        'tftp://10.77.0.1/boot/even',
      ]);
      expect((await stat(target('curl'))).size).toBe(1024);
    }
    await client.exec('curl', [
      '-sSf',
      '--tftp-blksize',
      '1468',
      '-o',
      target('curl'),
      'tftp://10.77.0.1/boot/loader.efi',
    ]);
    expect(await received(target('curl'))).toBe(sha(LOADER));
    await client.exec('curl', [
      '-sSf',
      '--tftp-no-options',
      '-o',
      target('plain'),
      'tftp://10.77.0.1//boot/loader.efi',
    ]);
    expect(await received(target('plain'))).toBe(sha(LOADER));
  });

  it('sends curl a kernel too large for the cache, its block numbers wrapping', async () => {
    await client.exec('curl', [
      '-sSf',
      '--tftp-blksize',
      '512',
      '-o',
      target('kernel'),
      'tftp://10.77.0.1/boot/vmlinuz',
    ]);
    expect(await received(target('kernel'))).toBe(sha(KERNEL));
  });

  it('tells curl what is missing and what is not allowed', async () => {
    const missing = await client.exec('curl', ['-sS', 'tftp://10.77.0.1/boot/nothing'], { reject: false });
    expect(missing.exitCode).toBe(68);
    const outside = await client.exec('curl', ['-sS', '--path-as-is', 'tftp://10.77.0.1/../../etc/passwd'], {
      reject: false,
    });
    expect(outside.exitCode).toBe(69);
    const upload = await client.exec('curl', ['-sS', '-T', '/etc/hostname', 'tftp://10.77.0.1/boot/even'], {
      reject: false,
    });
    expect(upload.exitCode).toBe(69);
  });

  it('sends busybox a boot loader in large blocks', async () => {
    const args = ['tftp', '-g', '-b', '1468', '-l', target('busybox'), '-r', 'boot\\loader.efi', '10.77.0.1'];
    await client.exec('busybox', args);
    expect(await received(target('busybox'))).toBe(sha(LOADER));
  });

  it('sends twenty clients the boot loader at the same time', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `m${index}`);
    const machines = await Promise.all(
      names.map((name, index) => network.addClient(name, { address: `10.77.0.${100 + index}/24` })),
    );
    const url = 'tftp://10.77.0.1/boot/loader.efi';
    await Promise.all(
      machines.map((machine) =>
        machine.exec('curl', ['-sSf', '--tftp-blksize', '1468', '-o', target(machine.name), url]),
      ),
    );
    const sums = await Promise.all(machines.map((machine) => received(target(machine.name))));
    expect(new Set(sums)).toEqual(new Set([sha(LOADER)]));
    await Promise.all(machines.map((machine) => machine.close()));
  });

  it('brings busybox a boot loader whole over a wire that loses two packets in a hundred', async () => {
    const far = await network.addClient('lossy', { address: '10.77.0.50/24' });
    const wire = await makeLossy(network, far, 2);
    const args = ['tftp', '-g', '-b', '1468', '-l', target('lossy'), '-r', 'boot/loader.efi', '10.77.0.1'];
    await far.exec('busybox', args, { timeoutMs: 110_000 });
    expect(await received(target('lossy'))).toBe(sha(LOADER));
    expect(wire.output).toContain('LOST 10');
    await far.close();
  });
});
