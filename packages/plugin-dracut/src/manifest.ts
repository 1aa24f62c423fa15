import type { BlobStore, PayloadPart, ResolvedNode, Snapshot } from '@muster/core';
import { readFile } from 'node:fs/promises';
import { layoutOf } from './disks/layout.ts';
import { diskLines } from './disks/manifest-lines.ts';
import { firstStageOf } from './node-fields.ts';
import { rootNameOf } from './roots.ts';

/** Version of what first stages and servers say to each other; `lib/manifest.sh` has its lines. */
export const MANIFEST_VERSION = '1';

/** Scripts that overlays bring for the time before the deployment. */
const SCRIPTS = '/etc/muster/first-stage.d/';

const DEFAULT_SIZE = '90%';

/** What the first stage of a node deploys, and into what. */
export interface ManifestFacts {
  readonly node: ResolvedNode;
  readonly parts: readonly PayloadPart[];
  readonly snapshot: Pick<Snapshot, 'overlays'>;
}

/** The manifest a first stage reads; undefined while the chunks of one of the blobs are not known. */
export async function manifestText(
  { node, parts, snapshot }: ManifestFacts,
  blobs: Pick<BlobStore, 'chunks'>,
): Promise<string | undefined> {
  const root = rootNameOf(node);
  const { rootSize = DEFAULT_SIZE, redeploy = 'changed' } = firstStageOf(node);
  const layout = layoutOf(node);
  const lines = [
    `muster-deploy ${MANIFEST_VERSION}`,
    `root ${root} ${root === 'disk' ? redeploy : rootSize}`,
    ...(root === 'disk' && !('wrong' in layout) ? diskLines(layout) : []),
    ...(hasScripts(node, snapshot) ? ['scripts'] : []),
  ];
  for (const { role, form = 'cpio.gz', size, digest, path } of parts) {
    if (digest === undefined) {
      lines.push(`archive ${role} ${form} ${path}`);
      continue;
    }
    const chunks = await blobs.chunks(digest);
    if (chunks === undefined) return undefined;
    lines.push(`blob ${role} ${form} ${size ?? 0} ${digest} ${path}`);
    for (const chunk of (await readFile(chunks.file, 'utf8')).split('\n'))
      if (chunk !== '') lines.push(`chunk ${chunk}`);
  }
  return [...lines, 'end', ''].join('\n');
}

function hasScripts(node: ResolvedNode, { overlays }: Pick<Snapshot, 'overlays'>): boolean {
  return [...node.systemOverlays, ...node.runtimeOverlays].some(
    (name) =>
      overlays.get(name)?.entries.some(({ path, type }) => type !== 'directory' && path.startsWith(SCRIPTS)) === true,
  );
}
