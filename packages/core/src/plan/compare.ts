import { setImmediate as breathe } from 'node:timers/promises';
import type { ExplainParts } from '../explain/index.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import { foldNodeSet } from '../registry/nodeset-fold.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';

/** What the nodes of a group have to do so that a change reaches them. */
export type PlanAction = 'reboot' | 'refresh' | 'first boot' | 'nothing';

/** One part of what a node gets that differs. */
export interface PlannedPart {
  /** `offer`, `image`, `kernel`, `arguments`, `script`, `system`, `runtime`, `problem`, `node`. */
  readonly part: string;
  /** Short texts for people; files of overlays with `+`, `-` or `~`. */
  readonly detail: string;
}

/** Nodes that change alike. */
export interface PlannedGroup {
  /** Folded node set. */
  readonly nodes: string;
  readonly count: number;
  readonly action: PlanAction;
  readonly parts: readonly PlannedPart[];
}

/**
 * Compares what every node gets from two snapshots. Runs the whole rendering for each node twice, in pauses of other work;
 * `progress` is told after each node.
 */
export async function compareSnapshots(
  parts: ExplainParts,
  before: Snapshot,
  after: Snapshot,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<PlannedGroup[]> {
  const names = [...new Set([...before.registry.nodeNames, ...after.registry.nodeNames])];
  const groups = new Map<
    string,
    { readonly names: string[]; readonly parts: readonly PlannedPart[]; action: PlanAction }
  >();
  const numbered = numberedAs(before, after);
  for (const [index, name] of names.entries()) {
    await breathe();
    const old = await fingerprintOf(parts, before, name);
    const now = await fingerprintOf(parts, numbered, name);
    progress(index + 1, names.length);
    const { changes, action } = difference(old, now);
    if (changes.length === 0) continue;
    const alike = changes.map((change) => (change.part === 'problem' ? withoutName(change, name) : change));
    const key = JSON.stringify([action, alike]);
    const group = groups.get(key) ?? { names: [], parts: alike, action };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ names: list, parts: changes, action }) => {
    const nodes = foldNodeSet(list);
    const named = changes.map(({ part, detail }) => ({ part, detail: detail.replaceAll(SOME_NODE, () => nodes) }));
    return { nodes, count: list.length, action, parts: named };
  });
}

/** Stands where a problem names its node, so that nodes with the same problem are alike. */
const SOME_NODE = '\0';

function withoutName({ part, detail }: PlannedPart, name: string): PlannedPart {
  const whole = new RegExp(`(?<![\\w.-])${name.replaceAll('.', '\\.')}(?![\\w-]|\\.\\w)`, 'g');
  return { part, detail: detail.replace(whole, SOME_NODE) };
}

/** Those of the nodes that have to be started again for `after` to reach them; what a running node fetches anew is none of it. */
export async function takesReboot(
  parts: ExplainParts,
  before: Snapshot,
  after: Snapshot,
  names: readonly string[],
): Promise<string[]> {
  const numbered = numberedAs(before, after);
  const found: string[] = [];
  for (const name of names) {
    await breathe();
    const { action } = difference(await fingerprintOf(parts, before, name), await fingerprintOf(parts, numbered, name));
    if (action === 'reboot' || action === 'first boot') found.push(name);
  }
  return found;
}

/** Scripts name the snapshot they were made from: that alone is no change. */
function numberedAs({ number, time }: Snapshot, after: Snapshot): Snapshot {
  return { ...after, number, time };
}

function difference(
  old: Fingerprint | undefined,
  now: Fingerprint | undefined,
): { changes: PlannedPart[]; action: PlanAction } {
  if (now === undefined) return { changes: [{ part: 'node', detail: 'is removed' }], action: 'nothing' };
  const problems = now.problems.filter((problem) => old?.problems.includes(problem) !== true);
  const warned = problems.map((detail) => ({ part: 'problem', detail }));
  if (old === undefined) return { changes: [{ part: 'node', detail: 'is new' }, ...warned], action: 'first boot' };
  const texts = (['image', 'kernel', 'arguments'] as const).flatMap((part) =>
    old[part] === now[part] ? [] : [{ part, detail: `${old[part] || '(none)'} -> ${now[part] || '(none)'}` }],
  );
  const bytes = (['offer', 'script'] as const).flatMap((part) =>
    old[part] === now[part] ? [] : [{ part, detail: 'differs' }],
  );
  const system = filesPart('system', old.system, now.system);
  const runtime = filesPart('runtime', old.runtime, now.runtime);
  const changes = [...texts, ...bytes, ...system, ...runtime, ...warned];
  const boots = texts.length + bytes.length + system.length > 0;
  return { changes, action: boots ? 'reboot' : runtime.length > 0 ? 'refresh' : 'nothing' };
}

function filesPart(part: string, old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): PlannedPart[] {
  const marks = [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((file) => {
    if (old.get(file) === now.get(file)) return [];
    return [`${old.has(file) ? (now.has(file) ? '~' : '-') : '+'}${file}`];
  });
  return marks.length === 0 ? [] : [{ part, detail: marks.join(' ') }];
}
