import type { Layout } from './layout.ts';

/** Lines of the first stage's manifest (`lib/manifest.sh`), `-` for what is not said. */
export function diskLines({ disks, fileSystems }: Layout): string[] {
  return [
    ...disks.flatMap(({ device, wipe, partitions }) => [
      line('disk', device, keepOrWipe(wipe)),
      ...partitions.map(({ number, startMiB, sizeMiB, type, guid, label }) =>
        line('partition', number, startMiB, sizeMiB, type, guid, label),
      ),
    ]),
    ...fileSystems.map(({ device, format, wipe, label, uuid, path, mountOptions }) =>
      line('filesystem', device, format, keepOrWipe(wipe), label, uuid, path, mountOptions),
    ),
  ];
}

const keepOrWipe = (wipe: boolean): string => (wipe ? 'wipe' : 'keep');

function line(...words: readonly (string | number | undefined)[]): string {
  return words.map((word) => word ?? '-').join(' ');
}
