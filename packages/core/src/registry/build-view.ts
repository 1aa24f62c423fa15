import { registryErrors } from '../errors/registry.ts';
import type { NetworkTable } from '../net/index.ts';
import { checkContent } from './check-content.ts';
import { assemble, type RegistryContent } from './content.ts';
import { buildIndices } from './indices.ts';
import { registryId } from './load-files.ts';
import type { RegistryProblem } from './problem.ts';
import type { SourceFile } from './source-file.ts';
import type { RegistryView } from './types.ts';
import { createView } from './view.ts';

/** A view and the content it shows; the store edits the latter. */
export interface LoadedRegistry {
  readonly view: RegistryView;
  readonly content: RegistryContent;
}

/** Puts files together and checks them as a whole. Throws REGISTRY_INVALID with every problem, `earlier` ones first. */
export async function buildRegistry(
  files: readonly SourceFile[],
  earlier: readonly RegistryProblem[],
  networks: NetworkTable | undefined,
): Promise<LoadedRegistry> {
  const { content, problems } = await assemble(files);
  // With an entry at fault left out, missing names would only repeat the first fault.
  const whole = earlier.length > 0 ? [] : await checkContent(content, networks);
  const { indices, problems: clashes } = await buildIndices(content.nodes);
  const all = [...earlier, ...problems, ...whole, ...clashes];
  if (all.length > 0) throw registryErrors.invalid(all);
  return { view: createView(registryId(files), content, indices, networks), content };
}

/** The same for files that were found good before, under the id they had then; what changed around them is not held against them. */
export async function restoreRegistry(
  id: string,
  files: readonly SourceFile[],
  networks: NetworkTable | undefined,
): Promise<RegistryView> {
  const { content } = await assemble(files);
  const { indices } = await buildIndices(content.nodes);
  return createView(id, content, indices, networks);
}
