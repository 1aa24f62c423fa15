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

/** A root that nodes may have of an image, and what it keeps of the files, for people. */
export function rootLine({
  root,
  form,
  capabilities,
  selinux,
}: Outcome<typeof imageCalls.show>['roots'][number]): string {
  return `${root}: ${form ?? 'not built'}, capabilities ${capabilities}, SELinux labels ${selinux}`;
}

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
