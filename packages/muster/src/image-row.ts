import type { imageCalls, Outcome } from '@muster/core/client';

/** What the fields of {@link imageRow} mean. */
export const IMAGE_ROW = {
  name: 'its name',
  source: 'what it was imported from',
  imported: 'when, ISO 8601',
  kernels: 'versions of its kernels, the newest first',
  built: 'when its archive was built, ISO 8601, or no',
  size: 'octets of its archive',
};

/** An image as a line of a list. Sizes in octets. */
export function imageRow(image: Outcome<typeof imageCalls.list>[number]) {
  return {
    name: image.name,
    source: image.source,
    imported: image.imported,
    kernels: image.kernels.map(({ version }) => version),
    built: image.archive?.built ?? 'no',
    size: image.archive?.size,
  };
}
