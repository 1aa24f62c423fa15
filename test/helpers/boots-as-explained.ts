import { expect } from 'vitest';
import { type Firmware, type Network, parseReport, reportEnd, startVm } from '../lab/index.ts';
import type { TestNode } from './registry.ts';
import type { TestSite } from './site.ts';
import { classOf, watchBoot } from './watched-boot.ts';

export interface TinyBoot {
  readonly network: Network;
  readonly site: TestSite;
  readonly name: string;
  readonly node: TestNode;
  readonly firmware: Firmware;
  /** What a UEFI does on the network: `pxe` unless given. */
  readonly netboot?: 'pxe' | 'http';
  readonly assetTag?: string;
  /** MiB; what the tiny image needs unless given. */
  readonly memory?: number;
}

/** Boots the tiny image as this node, and switches it off; its console. */
export async function bootTiny({
  network,
  name,
  node,
  firmware,
  netboot,
  assetTag,
  memory,
}: TinyBoot): Promise<string> {
  const { mac, address } = node;
  const usual = firmware === 'seabios' ? 384 : 768;
  const vm = await startVm({ network, name, mac, firmware, netboot, assetTag, memory: memory ?? usual });
  await vm.waitFor(reportEnd, { timeoutMs: 400_000 });
  const report = parseReport(vm.console);
  expect(report.hostname).toBe(name);
  expect(report.addresses.get('eth0')).toContain(`${address}/24`);
  await vm.stop();
  return vm.console;
}

/** The same, and what `muster explain` says before is what goes over the wire. */
export async function bootAsExplained(boot: TinyBoot): Promise<string> {
  const { network, site, name, node, firmware, netboot } = boot;
  const clientClass = netboot === 'http' ? `${classOf(firmware)}-http` : classOf(firmware);
  const watched = await watchBoot({ network, site, node: name, mac: node.mac, clientClass });
  const console = await bootTiny(boot);
  await watched.expectAsExplained();
  return console;
}
