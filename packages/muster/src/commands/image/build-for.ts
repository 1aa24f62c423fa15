import type { ImageRecord, OnProgress } from '@muster/core';
import type { Site } from '../../site.ts';

/** Builds an image with the forms that the roots of its nodes, and those of `wanted` besides, are made of. */
export async function buildFor(
  { services, provisioner, config }: Pick<Site, 'services' | 'provisioner' | 'config'>,
  name: string,
  { wanted, onProgress }: { wanted: readonly string[]; onProgress: OnProgress },
): Promise<ImageRecord> {
  const { formsToBuild, nodesOfImage, rootsInUse } = await import('@muster/core');
  const types = provisioner.contributions.items('roots');
  // A registry that cannot be read says nothing of roots, and keeps nobody from building.
  const view = await services.registry.load().catch(() => undefined);
  const nodes = view === undefined ? [] : await nodesOfImage(view, name);
  const used = view === undefined ? new Set<string>() : rootsInUse(types, view, nodes, config.boot.stages);
  const forms = formsToBuild(types, { wanted, used, rootfs: services.images.rootfs(name) });
  return await services.images.build(name, { forms, onProgress });
}
