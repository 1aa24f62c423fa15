import type { ResolvedNode } from '@muster/core';
import type { DiskFields, Format } from './fields.ts';

/** Partition types of the UEFI Specification (5.3.3) and of the Discoverable Partitions Specification. */
const TYPES: Readonly<Record<'linux' | 'swap' | 'efi', string>> = {
  linux: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
  swap: '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F',
  efi: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
};

export interface Partition {
  readonly label: string;
  readonly number: number;
  readonly device: string;
  readonly startMiB?: number | undefined;
  /** undefined: all that is left. */
  readonly sizeMiB?: number | undefined;
  /** GUIDs, upper case. */
  readonly type: string;
  readonly guid?: string | undefined;
}

export interface Disk {
  readonly device: string;
  readonly wipe: boolean;
  /** By number. */
  readonly partitions: readonly Partition[];
}

export interface FileSystem {
  readonly device: string;
  readonly format: Format;
  readonly wipe: boolean;
  /** undefined: mounted nowhere. */
  readonly path?: string | undefined;
  readonly label?: string | undefined;
  readonly uuid?: string | undefined;
  readonly mountOptions: string;
}

/** What a node's local disks are to be: partitions by number, file systems in the order of mounting. */
export interface Layout {
  readonly disks: readonly Disk[];
  readonly fileSystems: readonly FileSystem[];
}

/** The layout of a node, or the sentences that say what is wrong with its definition. */
export function layoutOf(node: ResolvedNode): Layout | { readonly wrong: readonly string[] } {
  const { disks: defined = {}, fileSystems: wanted = {} } = node.extra as DiskFields;
  const disks = Object.entries(defined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([device, { wipeTable = false, partitions }]): Disk => {
      const list = Object.entries(partitions).map(([label, { number, sizeMiB, startMiB, type, guid }]): Partition => {
        const at = partitionDevice(device, number);
        return {
          ...{ label, number, device: at, sizeMiB, startMiB },
          type: (type ?? typeFor(wanted[label] ?? wanted[at])).toUpperCase(),
          guid: guid?.toUpperCase(),
        };
      });
      return { device, wipe: wipeTable, partitions: list.sort((a, b) => a.number - b.number) };
    });
  const devices = new Map(disks.flatMap(({ partitions }) => partitions.map((one) => [one.label, one.device])));
  const fileSystems = Object.entries(wanted)
    .map(([key, { wipe = false, mountOptions = 'defaults', path, ...rest }]): FileSystem => {
      const device = devices.get(key.replace(/^\/dev\/disk\/by-partlabel\//, '')) ?? key;
      const uuid = rest.uuid?.toLowerCase();
      return { ...rest, uuid, device, wipe, mountOptions, path: path?.replace(/(.)\/+$/, '$1') };
    })
    .sort((a, b) => compareText(a.path ?? '~', b.path ?? '~') || compareText(a.device, b.device));
  const wrong = [...disks.flatMap(diskTrouble), ...fileSystemTrouble(fileSystems, disks)];
  return wrong.length > 0 ? { wrong } : { disks, fileSystems };
}

/** As the kernel and udev name it: /dev/sda1, /dev/nvme0n1p1, /dev/disk/by-id/X-part1. */
function partitionDevice(disk: string, number: number): string {
  if (disk.startsWith('/dev/disk/')) return `${disk}-part${number}`;
  return /\d$/.test(disk) ? `${disk}p${number}` : `${disk}${number}`;
}

function typeFor(fileSystem: NonNullable<DiskFields['fileSystems']>[string] | undefined): string {
  if (fileSystem?.format === 'swap') return TYPES.swap;
  return fileSystem?.format === 'vfat' && fileSystem.path?.startsWith('/boot') === true ? TYPES.efi : TYPES.linux;
}

/** Parents stand before what is mounted in them. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function diskTrouble({ device, partitions }: Disk): string[] {
  const numbers = new Set(partitions.map(({ number }) => number));
  const open = partitions.filter(({ sizeMiB }) => sizeMiB === undefined);
  return [
    ...(partitions.length === 0 ? [`disk ${device} has no partitions`] : []),
    ...(numbers.size < partitions.length ? [`disk ${device} has two partitions of one number`] : []),
    ...(open.length > 1 || (open[0] !== undefined && open[0] !== partitions.at(-1))
      ? [`on disk ${device} only the partition of the highest number can take all that is left`]
      : []),
  ];
}

/** xfs_admin(8), mkfs.vfat(8); of the others 16 letters are never too many. */
const LONGEST_LABEL: Readonly<Partial<Record<Format, number>>> = { xfs: 12, vfat: 11 };

function fileSystemTrouble(fileSystems: readonly FileSystem[], disks: readonly Disk[]): string[] {
  const trouble: string[] = [];
  const seen = new Set<string>();
  for (const { device, format, path, label = '', uuid } of fileSystems) {
    const longest = LONGEST_LABEL[format] ?? label.length;
    if (label.length > longest) trouble.push(`labels of ${format} have ${longest} letters at most: "${label}"`);
    if (format === 'vfat' && uuid !== undefined) trouble.push(`vfat on ${device} can have no UUID of this form`);
    if (!device.startsWith('/dev/')) trouble.push(`no disk has a partition "${device}"`);
    if (disks.some((disk) => disk.device === device)) trouble.push(`${device} has partitions and a file system`);
    for (const what of path === undefined ? [device] : [device, path]) {
      if (seen.has(what)) trouble.push(`two file systems are at ${what}`);
      seen.add(what);
    }
    if (format === 'swap' && path !== undefined) trouble.push(`swap on ${device} is mounted nowhere: it takes no path`);
    if (path?.split('/').some((part) => part === '.' || part === '..') === true)
      trouble.push(`${path} is no path to mount at`);
  }
  return trouble;
}
