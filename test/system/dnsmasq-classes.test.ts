import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CLIENT_CLASSES, type ClientFacts, classifyClient } from '@muster/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestSite } from '../helpers/site.ts';
import { type Client, createNetwork, type LabProcess } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';

const IPXE = '69505845';

/** Every code of every class, and what firmware leaves out or mixes up. */
const CASES: readonly ClientFacts[] = [
  ...CLIENT_CLASSES.flatMap(({ archCodes, vendorClass, userClass }) =>
    archCodes.map((code) => ({
      archCodes: [code],
      vendorClass: `${vendorClass}:Arch:${String(code).padStart(5, '0')}:UNDI:003000`,
      userClass: userClass === 'ipxe' ? 'iPXE' : undefined,
    })),
  ),
  { archCodes: [7], vendorClass: 'HTTPClient:Arch:00007:UNDI:003000' },
  { archCodes: [16], vendorClass: 'PXEClient:Arch:00016:UNDI:003000' },
  { archCodes: [16] },
  { archCodes: [11] },
  { archCodes: [7], vendorClass: 'PXEClient' },
  { vendorClass: 'PXEClient:Arch:00007:UNDI:003000' },
  { vendorClass: 'PXEClient' },
  { vendorClass: 'HTTPClient' },
  { archCodes: [7], vendorClass: 'PXEClient:Arch:00000:UNDI:003000', hasOption175: true },
  { archCodes: [99], vendorClass: 'PXEClient:Arch:00099:UNDI:003000' },
  { archCodes: [0], vendorClass: 'U-Boot.x86' },
  { vendorClass: 'udhcp 1.35.0' },
];

describe('the client classes of the dnsmasq.conf that "muster dnsmasq render" makes', () => {
  const cleanup = new Cleanup();
  let client: Client;
  let busybox: Udhcpc;
  let dnsmasq: LabProcess;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    const network = cleanup.of(await createNetwork({ name: 'classes', cidr: '10.77.0.0/24' }));
    const site = await createTestSite({ network, plugins: ['ipxe', ['dnsmasq', { tftp: false, user: 'root' }]] });
    cleanup.add(() => site.remove());
    const conf = path.join(site.folder, 'dnsmasq.conf');
    await site.muster(['dnsmasq', 'render', '--check', '--file', conf]);
    await mkdir(path.join(site.folder, 'state/dnsmasq'), { recursive: true });
    dnsmasq = network.spawn('dnsmasq', [`--conf-file=${conf}`, '--pid-file='], { name: 'dnsmasq' });
    await dnsmasq.waitForOutput(/started, version/, { timeoutMs: 10_000 });
    client = await network.addClient('c');
  });
  afterAll(() => cleanup.run());

  it.each(CASES)('are those of the table for $archCodes "$vendorClass" $userClass', async (facts) => {
    const { archCodes = [], vendorClass = '', userClass, hasOption175 = false } = facts;
    const before = dnsmasq.output.length;
    await busybox.once(client, [
      '-V',
      vendorClass,
      ...archCodes.flatMap((code) => ['-x', `0x5d:${code.toString(16).padStart(4, '0')}`]),
      ...(userClass === undefined ? [] : ['-x', `0x4d:${IPXE}`]),
      ...(hasOption175 ? ['-x', '0xaf:b00101'] : []),
    ]);
    const tags = [...dnsmasq.output.slice(before).matchAll(/ tags: (.*)$/gm)].map(([, line = '']) => line);
    const classes = new Set(tags.flatMap((line) => line.split(', ')).filter((tag) => tag.startsWith('class-')));
    const expected = classifyClient(facts)?.id;
    expect(tags.length).toBeGreaterThan(0);
    expect([...classes]).toEqual(expected === undefined ? [] : [`class-${expected}`]);
  });
});
