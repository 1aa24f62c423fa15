import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type FirmwareFixture, firmwareFixtures, formatFixture } from '@muster/testkit';
import { decodeDhcp, formatOption, OPTIONS } from '@muster/wire';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forceUndionly } from '../helpers/force-undionly.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { type Client, createNetwork, labMac, type Network, startVm, type VmOptions } from '../lab/index.ts';
import { dhclient, udhcpc } from '../system/helpers/dhcp-clients.ts';
import { exchangesOf, type RecordedExchange } from './helpers/recorded-clients.ts';

/** `MUSTER_RECORD=1 npx vitest run --project full test/full/firmware-packets.test.ts` writes the fixtures anew. */
const RECORD = process.env.MUSTER_RECORD === '1';
const FIXTURES = path.join(import.meta.dirname, '../../packages/testkit/fixtures');
const PLAIN_ROM = 'pxe-rom-bios';
const SCRIPT_URL = /http:\/\/10\.77\.0\.1:9873\/ipxe\/[0-9a-f]{2}-/;
const MINUTES = 60_000;

/** Which exchanges a machine makes on its way, and the line on its console after which it has made them all. */
interface Way {
  readonly names: readonly string[];
  readonly packages: readonly string[];
  readonly vm: Omit<VmOptions, 'network'>;
  readonly until: RegExp;
}

const UNDI_MAC = labMac('undi');
const WAYS: readonly Way[] = [
  {
    names: ['ipxe-rom-bios', 'undionly-chained'],
    packages: ['seabios', 'ipxe-qemu', 'ipxe'],
    vm: { firmware: 'seabios', mac: UNDI_MAC, memory: 384 },
    until: SCRIPT_URL,
  },
  {
    names: ['ovmf-pxe', 'snponly-chained'],
    packages: ['ovmf', 'ipxe'],
    vm: { firmware: 'ovmf' },
    until: SCRIPT_URL,
  },
  {
    names: ['ovmf-http', 'snponly-chained-http'],
    packages: ['ovmf', 'ipxe'],
    vm: { firmware: 'ovmf', netboot: 'http' },
    until: SCRIPT_URL,
  },
  {
    names: ['ipxe-rom-efi'],
    packages: ['ovmf', 'ipxe-qemu'],
    vm: { firmware: 'ovmf', nicRom: 'efi' },
    until: SCRIPT_URL,
  },
  {
    names: ['aavmf-pxe'],
    packages: ['qemu-efi-aarch64'],
    vm: { firmware: 'aavmf' },
    until: /NBP filename is/,
  },
];

/** Debian 12 has no iPXE for ARM64, and firmware takes no offer without a boot file: it is told one it cannot run. */
const ANY_FILE = `export default {
  name: 'any-file', version: '1.0.0', api: '^1.0.0', after: ['ipxe'], [Symbol.for('muster.plugin')]: true,
  apply({ hooks }) {
    hooks.render.for('boot-file').make.tap('any-file', ({ clientClass }) =>
      clientClass.id === 'uefi-arm64' ? { file: 'ipxe/uefi-x86_64/snponly.efi' } : undefined);
  },
};
`;

/** Programs that ask for an address without booting from the network. */
const PROGRAMS: Readonly<Record<string, (client: Client) => Promise<void>>> = {
  udhcpc: async (client) => {
    const busybox = await udhcpc();
    await busybox.once(client);
    await busybox.close();
  },
  dhclient: async (client) => {
    await dhclient(client);
  },
  'systemd-networkd': async (client) => {
    // It keeps what it knows below /run, which is not the host's in here.
    const unit = '[Match]\nName=eth0\n[Network]\nDHCP=ipv4\n';
    const script = [
      'mount -t tmpfs run /run',
      // Where /sys can be written it waits for udev.
      'mount --bind /sys /sys && mount -o remount,bind,ro /sys',
      'mkdir -p /run/systemd/network /run/systemd/netif/leases /run/systemd/netif/links /run/systemd/netif/lldp',
      `printf '${unit.replaceAll('\n', '\\n')}' > /run/systemd/network/lab.network`,
      'chown -R systemd-network /run/systemd/netif',
      'exec env SYSTEMD_LOG_LEVEL=debug SYSTEMD_LOG_TARGET=console /lib/systemd/systemd-networkd',
    ];
    const networkd = client.spawn('unshare', ['--mount', 'sh', '-c', script.join(' && ')], { name: 'networkd' });
    await networkd.waitForOutput(/DHCPv4 address .* acquired/, { timeoutMs: MINUTES });
    await networkd.stop();
  },
};
const PACKAGES: Readonly<Record<string, string>> = {
  udhcpc: 'udhcpc',
  dhclient: 'isc-dhcp-client',
  'systemd-networkd': 'systemd',
};

describe('the packets of firmware that the conformance suite sends', () => {
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: ['dhcp', 'tftp', 'ipxe', './force-undionly.mjs', './any-file.mjs'],
      files: {
        'registry/nodes.yaml': registryText('tiny', { undi: { mac: UNDI_MAC, address: '10.77.0.11' } }),
        'force-undionly.mjs': forceUndionly('undi', UNDI_MAC),
        'any-file.mjs': ANY_FILE,
      },
    });
    await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  async function recorded(mac: string, work: () => Promise<void>): Promise<readonly RecordedExchange[]> {
    const file = path.join(site.folder, `${mac.replaceAll(':', '')}.pcap`);
    const capture = await network.captureWire(file, 'udp port 67');
    await work();
    await capture.stop();
    return await exchangesOf(file, mac);
  }

  it.each(WAYS)('are those of $names', async ({ names, packages, vm, until }) => {
    const mac = vm.mac ?? labMac();
    const exchanges = await recorded(mac, async () => {
      const machine = await startVm({ ...vm, mac, network });
      await machine.waitFor(until, { timeoutMs: 10 * MINUTES });
      await machine.stop();
    });
    expect(exchanges.length).toBeGreaterThanOrEqual(names.length);
    for (const [index, name] of names.entries()) {
      await check(name, packages, exchanges[index]);
      if (name === 'ipxe-rom-bios') await check(PLAIN_ROM, packages, withoutIpxe(exchanges[index]));
    }
  });

  it.each(Object.keys(PROGRAMS))('are those of %s', async (name) => {
    const client = await network.addClient('asks');
    const exchanges = await recorded(client.mac, async () => {
      await PROGRAMS[name]?.(client);
    });
    await client.close();
    await check(name, [PACKAGES[name] ?? name], exchanges[0]);
  });
});

async function check(name: string, packages: readonly string[], seen: RecordedExchange | undefined): Promise<void> {
  if (seen === undefined) throw new Error(`${name} was not seen asking for an address`);
  if (RECORD) {
    const source = `${name === PLAIN_ROM ? 'derived from ' : ''}${await versions(packages)}`;
    await writeFile(path.join(FIXTURES, `${name}.txt`), formatFixture({ source, ...seen }));
  }
  const kept = firmwareFixtures().find((fixture) => fixture.name === name);
  expect(kept && describeExchange(kept)).toEqual(describeExchange(seen));
}

async function versions(packages: readonly string[]): Promise<string> {
  const { stdout } = await execa('dpkg-query', ['--show', '--showformat', '${Package} ${Version}, ', ...packages]);
  return stdout.replace(/, $/, '');
}

/** What is the same at every boot: not MAC, UUID, `xid`, `secs` and addresses. */
function describeExchange({ classId, discover, request }: Omit<FirmwareFixture, 'name' | 'source'>): object {
  return { classId, discover: describePacket(discover), request: describePacket(request) };
}

function describePacket(packet: Uint8Array): readonly (number | string)[] {
  const decoded = decodeDhcp(packet);
  if (!decoded.ok) throw new Error(`a recorded packet is ${decoded.reason}`);
  const { htype, hlen, hops, flags, ciaddr, options } = decoded.message;
  const own = [OPTIONS.clientIdentifier, OPTIONS.machineUuid, OPTIONS.requestedAddress, OPTIONS.hostName];
  const codes = new Set<number>(own.map(({ code }) => code));
  const said = [...options].map(([code, value]) => (codes.has(code) ? `option ${code}` : formatOption(code, value)));
  return [htype, hlen, hops, flags, ciaddr, ...said];
}

/** No card of QEMU has a ROM that is not iPXE: the ROM's packets without the two options (77, 175) that make it iPXE. */
function withoutIpxe(seen: RecordedExchange | undefined): RecordedExchange | undefined {
  const strip = (packet: Uint8Array): Uint8Array => {
    const kept = [...packet.subarray(0, 240)];
    for (let offset = 240; packet[offset] !== undefined && packet[offset] !== 255; ) {
      const [code = 0, length = 0] = packet.subarray(offset, offset + 2);
      if (code !== 77 && code !== 175) kept.push(...packet.subarray(offset, offset + 2 + length));
      offset += 2 + length;
    }
    kept.push(255);
    const plain = new Uint8Array(Math.max(packet.length, kept.length));
    plain.set(kept);
    return plain;
  };
  return seen && { classId: 'bios', discover: strip(seen.discover), request: strip(seen.request) };
}
