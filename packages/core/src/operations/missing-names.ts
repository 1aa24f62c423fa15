import { nearest } from '../config/nearest.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { FieldChange } from './change.ts';

/**
 * What a change names that does not exist, one sentence each. That is no error: an image may be imported after its nodes
 * are added, and until then they wait for it; but most often it is a slip of the pen.
 */
export function missingNames(
  { images, overlays }: Pick<Snapshot, 'images' | 'overlays'>,
  changes: readonly FieldChange[],
): readonly string[] {
  return changes.flatMap(({ path: [field = '', ...deeper], value }) => {
    if (deeper.length > 0) return [];
    if (field === 'image') return missing('image', [value], images);
    if (field === 'systemOverlays' || field === 'runtimeOverlays') return missing('overlay', value, overlays);
    return [];
  });
}

function missing(what: string, named: unknown, known: ReadonlyMap<string, unknown>): string[] {
  const names = (Array.isArray(named) ? named : [named]).filter((name) => typeof name === 'string');
  // A name with ~ takes away what a profile gives: nothing has to be there for that.
  const unknown = names.filter((name) => name !== '' && !name.startsWith('~') && !known.has(name));
  return unknown.map((name) => {
    const near = nearest(name, known.keys());
    return `there is no ${what} "${name}" yet${near === undefined ? '' : `; did you mean "${near}"?`}`;
  });
}
