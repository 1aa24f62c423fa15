import type { imageCalls, Outcome } from '@muster/core/client';

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
