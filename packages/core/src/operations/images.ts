import { nearest } from '../config/nearest.ts';
import { operationErrors } from '../errors/operations.ts';
import type { ImageRecord } from '../image/types.ts';
import type { Services } from '../plugin/types.ts';
import { breathe } from '../registry/breathe.ts';
import type { RegistryView } from '../registry/types.ts';

/** The record of an image. Throws IMAGE_UNKNOWN with the nearest name. */
export async function existingImage({ images }: Pick<Services, 'images'>, name: string): Promise<ImageRecord> {
  const record = await images.get(name);
  if (record !== undefined) return record;
  const names = (await images.list()).map((image) => image.name);
  throw operationErrors.unknownImage(name, nearest(name, names));
}

/** Nodes that boot this image. */
export async function nodesOfImage(view: RegistryView, image: string): Promise<readonly string[]> {
  const nodes: string[] = [];
  const pause = breathe();
  for (const node of view.nodeNames) {
    await pause();
    if (view.node(node)?.image === image) nodes.push(node);
  }
  return nodes;
}
