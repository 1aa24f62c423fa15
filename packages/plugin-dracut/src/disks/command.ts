import type { Command } from '@muster/core';
import { dracutErrors } from '../errors.ts';
import { ignitionConfig } from './ignition.ts';
import { type Layout, layoutOf } from './layout.ts';

/** `muster disks show NODE`: what the first stage makes of the node's disks. */
export const disksCommand: Command = {
  name: 'disks show',
  summary: 'Show what the first stage of a node makes of its local disks',
  arguments: [{ syntax: '<node>', summary: 'name of a node', completes: 'node' }],
  options: [{ flags: '--ignition', summary: 'as a configuration of Ignition' }],
  examples: ['muster disks show n01', 'muster disks show n01 --ignition'],
  run: async ({ args, options, snapshot, print, table }) => {
    const name = String(args.node);
    const node = (await snapshot()).registry.node(name);
    if (node === undefined) throw dracutErrors.nodeUnknown(name);
    const layout = layoutOf(node);
    if ('wrong' in layout) throw dracutErrors.disksWrong(name, layout.wrong);
    if (options.ignition === true) print(JSON.stringify(ignitionConfig(layout), undefined, 2));
    else table(rows(layout));
  },
};

function rows({ disks, fileSystems }: Layout): Record<string, string>[] {
  const onDisks = disks.flatMap((disk) =>
    disk.partitions.map(({ device, label, sizeMiB }) => ({
      device,
      label,
      size: sizeMiB === undefined ? 'the rest' : `${sizeMiB} MiB`,
      otherwise: disk.wipe ? 'the disk is wiped' : 'the disk is refused',
    })),
  );
  const known = new Set(onDisks.map(({ device }) => device));
  const others = fileSystems
    .filter(({ device }) => !known.has(device))
    .map(({ device }) => ({ device, label: '', size: '', otherwise: '' }));
  return [...onDisks, ...others].map((row) => {
    const found = fileSystems.find(({ device }) => device === row.device);
    const { device, label, size, otherwise } = row;
    return { device, label, size, format: found?.format ?? '', path: found?.path ?? '', 'where it differs': otherwise };
  });
}
