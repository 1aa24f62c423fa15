import type { NodeBody, ProfileBody } from './fields.ts';
import { isNodeSet, expandNodeSet } from './nodeset.ts';
import { overlayBodies } from './overlay-bodies.ts';
import type { RegistryProblem } from './problem.ts';
import { whereOf } from './locate.ts';
import type { SourceEntry, SourceFile } from './source-file.ts';
import { breathe } from './breathe.ts';

/** A node as its entries make it: sets in file order, then the entry of its own name. */
export interface NodeSource {
  readonly body: NodeBody;
  readonly entries: readonly SourceEntry<NodeBody>[];
}

/** All files together. */
export interface RegistryContent {
  readonly files: readonly SourceFile[];
  readonly profiles: ReadonlyMap<string, SourceEntry<ProfileBody>>;
  readonly nodes: ReadonlyMap<string, NodeSource>;
}

/** Puts files together. Names defined twice are problems that name both places. */
export async function assemble(
  files: readonly SourceFile[],
): Promise<{ content: RegistryContent; problems: RegistryProblem[] }> {
  const problems: RegistryProblem[] = [];
  const profiles = new Map<string, SourceEntry<ProfileBody>>();
  for (const entry of files.flatMap((file) => file.profiles)) {
    const other = profiles.get(entry.key);
    if (other !== undefined) problems.push(twice(entry, other));
    else profiles.set(entry.key, entry);
  }
  const nodes = new Map<string, NodeSource>();
  const pause = breathe();
  const plain = new Map<string, SourceEntry<NodeBody>>();
  for (const file of files) {
    for (const entry of file.nodes) {
      await pause();
      if (isNodeSet(entry.key)) {
        for (const name of expandNodeSet(entry.key)) addEntry(nodes, name, entry);
      } else {
        const other = plain.get(entry.key);
        if (other !== undefined) problems.push(twice(entry, other));
        else plain.set(entry.key, entry);
      }
    }
  }
  for (const [name, entry] of plain) {
    await pause();
    addEntry(nodes, name, entry);
  }
  return { content: { files, profiles, nodes }, problems };
}

function addEntry(nodes: Map<string, NodeSource>, name: string, entry: SourceEntry<NodeBody>): void {
  const known = nodes.get(name);
  if (known === undefined) nodes.set(name, { body: entry.body, entries: [entry] });
  else nodes.set(name, { body: overlayBodies([known.body, entry.body]), entries: [...known.entries, entry] });
}

function twice(entry: SourceEntry, other: SourceEntry): RegistryProblem {
  const { file, line } = whereOf(other, []);
  return {
    sentence: `is also in ${file ?? ''}${line === undefined ? '' : `:${line}`}`,
    remedy: 'keep one of the two entries',
    where: whereOf(entry, []),
  };
}
