import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createUnknownMachines } from '../../src/discovery/index.ts';

const log = { warn: () => undefined };
const MAC = '52:54:00:00:00:99';
const macOf = (index: number): string =>
  `52:54:00:01:${Math.floor(index / 256)
    .toString(16)
    .padStart(2, '0')}:${(index % 256).toString(16).padStart(2, '0')}`;

describe('the table of machines nobody knows', () => {
  const folders: string[] = [];
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });
  const file = async (): Promise<string> => {
    const folder = await mkdtemp(path.join(tmpdir(), 'muster-unknown-'));
    folders.push(folder);
    return path.join(folder, 'unknown-machines.json');
  };

  it('gathers what DHCP, loader and script tell of one machine', () => {
    const machines = createUnknownMachines({ log });
    const about = { uuid: '4c4c4544-0000-4000-8000-000000000001', relay: '10.1.0.1', network: 'cluster' };
    machines.sight({ mac: MAC, step: 'firmware', time: 1, clientClass: 'uefi-x86_64', about });
    machines.sight({ mac: MAC, step: 'loader', time: 2, clientClass: 'uefi-x86_64-ipxe' });
    machines.sight({ mac: MAC, step: 'script', time: 3, address: '10.0.1.7', about: { uuid: about.uuid } });
    const told = { introduced: true, manufacturer: 'Dell Inc.', product: 'R650', serial: 'ABC' };
    machines.sight({ mac: MAC, step: 'script', time: 4, address: '10.0.1.7', about: told });
    expect(machines.list()).toEqual([
      {
        mac: MAC,
        ...about,
        clientClass: 'uefi-x86_64-ipxe',
        manufacturer: 'Dell Inc.',
        product: 'R650',
        serial: 'ABC',
        address: '10.0.1.7',
        firstSeen: 1,
        lastSeen: 4,
        addressed: 2,
        asked: 2,
        introduced: true,
      },
    ]);
  });

  it('is bounded, and invented MACs in DHCP push out nobody who waits', () => {
    const machines = createUnknownMachines({ log, waiting: 20, heard: 30 });
    machines.sight({ mac: MAC, step: 'script', time: 0 });
    for (let index = 0; index < 500; index += 1) {
      machines.sight({ mac: macOf(index), step: 'firmware', time: index + 1 });
    }
    expect(machines.list()).toHaveLength(31);
    expect(machines.get(MAC)).toBeDefined();
    expect(machines.get(macOf(499))).toBeDefined();
    expect(machines.get(macOf(0))).toBeUndefined();
    for (let index = 0; index < 500; index += 1)
      machines.sight({ mac: macOf(index), step: 'script', time: 1000 + index });
    expect(machines.list().filter(({ asked }) => asked > 0)).toHaveLength(20);
  });

  it('keeps printable ASCII only and not too much of it, whatever machines send', () => {
    const text = fc.string({ unit: 'binary', maxLength: 500 });
    const about = fc.record({ serial: text, assetTag: text, manufacturer: text, product: text, vendorClass: text });
    fc.assert(
      fc.property(about, (facts) => {
        const machines = createUnknownMachines({ log });
        machines.sight({ mac: MAC, step: 'script', time: 0, about: facts });
        const kept = machines.get(MAC) ?? {};
        for (const key of Object.keys(facts)) {
          const value = (kept as Record<string, unknown>)[key];
          if (value !== undefined)
            expect(value).toMatch(/^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$|^[\x20-\x7e]{64}$/);
        }
      }),
    );
  });

  it('survives a restart, in a file that the server alone can read', async () => {
    const place = await file();
    const first = createUnknownMachines({ log, file: place });
    await first.open();
    first.sight({ mac: MAC, step: 'script', time: 5, about: { serial: 'S1', introduced: true } });
    await first.end();
    expect((await stat(place)).mode & 0o777).toBe(0o600);
    const second = createUnknownMachines({ log, file: place });
    await second.open();
    expect(second.get(MAC)).toEqual(first.get(MAC));
    await second.end();
  });

  it('starts empty over a damaged file, and leaves out entries that make no sense', async () => {
    const place = await file();
    await writeFile(place, '[{"mac":');
    const broken = createUnknownMachines({ log, file: place });
    await broken.open();
    expect(broken.list()).toEqual([]);
    const good = { mac: MAC, firstSeen: 1, lastSeen: 2, asked: 1, introduced: true, serial: '\u001b[2Jx' };
    await writeFile(place, JSON.stringify([5, { mac: 'x' }, good]));
    const mended = createUnknownMachines({ log, file: place });
    await mended.open();
    expect(mended.list()).toEqual([{ ...good, serial: '[2Jx' }]);
    await mended.end();
    expect(JSON.parse(await readFile(place, 'utf8'))).toHaveLength(1);
  });

  it('forgets a machine, and knows it again when it asks again', () => {
    const machines = createUnknownMachines({ log });
    machines.sight({ mac: MAC, step: 'script', time: 5 });
    expect(machines.forget(MAC)).toBe(true);
    expect(machines.forget(MAC)).toBe(false);
    machines.sight({ mac: MAC, step: 'script', time: 9 });
    expect(machines.get(MAC)).toMatchObject({ firstSeen: 9, asked: 1 });
  });
});
