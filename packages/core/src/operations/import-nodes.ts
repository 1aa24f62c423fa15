import type { Services } from '../plugin/types.ts';
import { type ImportSummary, importMacList, type MacListOptions } from '../registry/import-mac-list.ts';
import { editRegistry } from './edit-registry.ts';
import { DEFAULT_PROFILE, type NodesChanged } from './nodes.ts';

/** What an import did. */
export interface NodesImported extends NodesChanged {
  readonly summary: ImportSummary;
}

/** Adds or completes nodes from a list of MAC addresses, all or none, and makes their host keys. */
export async function importNodes(
  { registry, keys }: Pick<Services, 'registry' | 'keys'>,
  text: string,
  options: Omit<MacListOptions, 'view'>,
): Promise<NodesImported> {
  const { plan } = await editRegistry(registry, (view) => {
    const profiles = options.profiles ?? (view.profileNames.includes(DEFAULT_PROFILE) ? [DEFAULT_PROFILE] : []);
    return importMacList(text, { ...options, profiles, view });
  });
  const nodes = plan.edits.map(({ name }) => name);
  return { nodes, summary: plan.summary, keysMade: await keys.ensure(nodes) };
}
