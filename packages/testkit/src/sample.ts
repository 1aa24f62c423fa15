import type { ImageRecord } from '@muster/core';

const digest = (digit: string): string => digit.repeat(64);

/** A built image record with one kernel; `changes` replace fields. */
export function sampleImage(name = 'debian', changes: Partial<ImageRecord> = {}): ImageRecord {
  return {
    name,
    source: 'debian:bookworm',
    imported: '2026-01-01T00:00:00.000Z',
    kernels: [
      {
        version: '6.1.0-40-cloud-amd64',
        path: '/boot/vmlinuz-6.1.0-40-cloud-amd64',
        digest: digest('a'),
        size: 8_000_000,
      },
    ],
    archive: {
      format: 'cpio',
      compression: 'gzip',
      digest: digest('b'),
      size: 90_000_000,
      uncompressedSize: 290_000_000,
      built: '2026-01-01T00:00:00.000Z',
    },
    ...changes,
  };
}
