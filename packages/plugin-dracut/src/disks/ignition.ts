import type { Layout } from './layout.ts';

/**
 * The layout as a configuration of Ignition (specification 3.4.0), for images that bring it. Nothing is to be wiped: Ignition
 * would wipe every time, where the first stage does so only for what differs.
 */
export function ignitionConfig({ disks, fileSystems }: Layout): object {
  return {
    ignition: { version: '3.4.0' },
    storage: {
      disks: disks.map(({ device, partitions }) => ({
        device,
        wipeTable: false,
        partitions: partitions.map(({ label, number, startMiB, sizeMiB, type, guid }) => ({
          label,
          number,
          startMiB,
          sizeMiB: sizeMiB ?? 0,
          typeGuid: type,
          guid,
        })),
      })),
      filesystems: fileSystems.map(({ device, format, path, label, uuid, mountOptions }) => ({
        device,
        format,
        wipeFilesystem: false,
        path,
        label,
        uuid,
        mountOptions: mountOptions === 'defaults' ? undefined : mountOptions.split(','),
      })),
    },
  };
}
