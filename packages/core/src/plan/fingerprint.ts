import { createHash } from 'node:crypto';
import type { Explanation } from '../explain/index.ts';
import { type ExplainParts, explainNode } from '../explain/index.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';

/** What a node gets, part by part, in a form that two snapshots can be compared by. */
export interface Fingerprint {
  /** DHCP offers and boot files. */
  readonly offer: string;
  readonly image: string;
  readonly kernel: string;
  readonly arguments: string;
  /** What the loader reads. */
  readonly script: string;
  readonly system: ReadonlyMap<string, string>;
  readonly runtime: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** Undefined for a node that is not in the snapshot. */
export async function fingerprintOf(
  parts: ExplainParts,
  snapshot: Snapshot,
  node: string,
): Promise<Fingerprint | undefined> {
  if (snapshot.registry.node(node) === undefined) return undefined;
  const explained = await explainNode(parts, snapshot, node);
  const archives = [...explained.initrds, ...explained.deploy];
  return {
    offer: explained.offers.map(({ packet, lines, bootFile }) => packet ?? [...lines, bootFile].join('\n')).join('\n'),
    image: archives
      .map(({ digest }) => digest?.slice(0, 12) ?? '')
      .filter((digest) => digest !== '')
      .join(' '),
    kernel: explained.kernel?.digest?.slice(0, 12) ?? '',
    arguments: explained.args.map(({ text }) => text).join(' '),
    script: explained.script?.text ?? '',
    system: files(explained.overlays.system),
    runtime: files(explained.overlays.runtime),
    problems: explained.findings.filter(({ level }) => level === 'error').map(({ sentence }) => sentence),
  };
}

function files({ files: list }: Explanation['overlays']['system']): ReadonlyMap<string, string> {
  return new Map(
    list.map(({ path, type, mode, uid, gid, target, digest }) => [
      path,
      createHash('sha1')
        .update(JSON.stringify([type, mode, uid, gid, target, digest]))
        .digest('base64'),
    ]),
  );
}
