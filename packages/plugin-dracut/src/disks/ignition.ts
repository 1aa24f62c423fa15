import type { Layout } from './layout.ts';

/** The layout as a configuration of Ignition (specification 3.4.0), for images that bring it. */
export function ignitionConfig({ disks, fileSystems }: Layout): object {
  return {
    ignition: { version: '3.4.0' },
    storage: {
      disks: disks.map(({ device, wipe, partitions }) => ({
        device,
        wipeTable: wipe,
        partitions: partitions.map(({ label, number, startMiB, sizeMiB, type, guid }) => ({
          label,
          number,
          startMiB,
          sizeMiB: sizeMiB ?? 0,
          typeGuid: type,
          guid,
        })),
      })),
      filesystems: fileSystems.map(({ device, format, wipe, path, label, uuid, mountOptions }) => ({
        device,
        format,
        wipeFilesystem: wipe,
        path,
        label,
        uuid,
        mountOptions: mountOptions === 'defaults' ? undefined : mountOptions.split(','),
      })),
    },
  };
}
