import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Explanation } from '@muster/core';
import type { Firmware, Network } from '../lab/index.ts';
import { type Captured, readCapture } from './captured.ts';
import { expectExplained } from './explained.ts';
import type { TestSite } from './site.ts';

/** A machine of a site that is about to be switched on. */
export interface Watched {
  readonly network: Network;
  readonly site: TestSite;
  /** Its name in the registry. */
  readonly node: string;
  readonly mac: string;
  /** Id of the client class of its firmware. */
  readonly clientClass: string;
}

/** A boot whose wire is recorded. */
export interface WatchedBoot {
  readonly explained: Explanation;
  /** Once the machine is up: what was explained before power-on is what went over the wire. */
  expectAsExplained(): Promise<Captured>;
}

/** QEMU's cards bring iPXE of their own to SeaBIOS. */
const CLASSES: Readonly<Record<Firmware, string>> = {
  seabios: 'bios-ipxe',
  ovmf: 'uefi-x86_64',
  'ovmf-secboot': 'uefi-x86_64',
  aavmf: 'uefi-arm64',
};

/** Id of the client class a machine of the lab is by its firmware. */
export function classOf(firmware: Firmware): string {
  return CLASSES[firmware];
}

/** To be called before power-on: asks `muster explain` for the node, then records what its machine is sent. */
export async function watchBoot({ network, site, node, mac, clientClass }: Watched): Promise<WatchedBoot> {
  const { stdout } = await site.muster(['explain', node, '--as', clientClass, '--output', 'json']);
  const explained = JSON.parse(stdout) as Explanation;
  const bootFiles = await heldBootFiles(site, network, explained);
  const file = path.join(site.folder, `${node}.pcap`);
  const capture = await network.captureWire(file, `ether host ${mac} or ether broadcast`);
  return {
    explained,
    expectAsExplained: async () => {
      await capture.stop();
      const captured = await readCapture(file, mac, Number(new URL(site.url).port));
      const ends = { mac, serverAddress: network.address, serverUrl: site.url, bootFiles };
      expectExplained(explained, captured, ends);
      await rm(file);
      return captured;
    },
  };
}

/** An explanation names the boot files; the server tells their bytes over HTTP, where firmware fetches them over TFTP. */
async function heldBootFiles(site: TestSite, network: Network, { offers }: Explanation): Promise<Map<string, string>> {
  const held = new Map<string, string>();
  for (const { bootFile = '' } of offers) {
    if (bootFile === '' || URL.canParse(bootFile)) continue;
    const file = path.join(site.folder, 'boot-file');
    await network.exec('curl', ['--silent', '--show-error', '--fail', '--output', file, `${site.url}/${bootFile}`]);
    held.set(
      `/${bootFile}`,
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
  }
  return held;
}
