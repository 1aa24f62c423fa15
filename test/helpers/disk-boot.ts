import path from 'node:path';
import { expect } from 'vitest';
import { diskGreeting, type Network, startingDisk, startVm, type Vm } from '../lab/index.ts';
import type { TestNode } from './registry.ts';
import type { TestSite } from './site.ts';

export interface DiskBoot {
  readonly network: Network;
  readonly site: TestSite;
  readonly name: string;
  readonly node: TestNode;
  readonly firmware: 'seabios' | 'ovmf';
  /** What somebody at the console does. */
  readonly choose?: (vm: Vm) => Promise<void>;
}

/** Boots a machine that has a disk and tries the network first: it starts from the disk, and the server knows. Its console. */
export async function bootFromDisk({ network, site, name, node, firmware, choose }: DiskBoot): Promise<string> {
  const disk = await startingDisk(firmware, path.join(site.folder, 'disks'));
  const vm = await startVm({ network, name, mac: node.mac, firmware, disk, bootOrder: ['network', 'disk'] });
  await choose?.(vm);
  await vm.waitFor(diskGreeting, { timeoutMs: 200_000 });
  await vm.stop();
  const { stdout } = await site.muster(['node', 'status', name, '--output', 'json']);
  expect(JSON.parse(stdout)).toMatchObject([{ node: name, state: 'delivered', stage: 'disk' }]);
  return vm.console;
}
