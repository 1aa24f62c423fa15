import { isDeepStrictEqual } from 'node:util';
import { registryErrors } from '../errors/registry.ts';
import { breathe } from './breathe.ts';
import type { BodyCheck } from './check-body.ts';
import type { RegistryContent } from './content.ts';
import { ENTRY_NAME } from './names.ts';
import type { RegistryProblem } from './problem.ts';
import type { RegistryEdit } from './types.ts';

/** Copies of edits with bodies checked and in their usual spelling. Throws REGISTRY_INVALID with every problem. */
export function normaliseEdits(edits: readonly RegistryEdit[], check: BodyCheck): RegistryEdit[] {
  const problems: RegistryProblem[] = [];
  const normal = edits.map((edit): RegistryEdit => {
    const section = edit.kind === 'node' ? 'nodes' : 'profiles';
    if (edit.body === undefined) return edit;
    if (!ENTRY_NAME.test(edit.name)) {
      problems.push({
        sentence: `is not a name for a ${edit.kind}`,
        remedy: 'begin with a letter or digit, then letters, digits and . _ -',
        where: { path: `${section}.${edit.name}` },
      });
    }
    const body = JSON.parse(JSON.stringify(edit.body)) as Record<string, unknown>;
    for (const { segments, sentence, remedy } of check(section, body)) {
      problems.push({ sentence, remedy, where: { path: [section, edit.name, ...segments].join('.') } });
    }
    return { ...edit, body };
  });
  if (problems.length > 0) throw registryErrors.invalid(problems);
  return normal;
}

/**
 * Makes sure that a change did what was asked and nothing else, before it is written. Throws REGISTRY_EDIT_FAILED naming
 * the first entry that came out differently.
 */
export async function verifyEdits(
  before: RegistryContent,
  after: RegistryContent,
  edits: readonly RegistryEdit[],
  folder: string,
): Promise<void> {
  const pause = breathe();
  for (const kind of ['profile', 'node'] as const) {
    const bodies = (content: RegistryContent) => (kind === 'node' ? content.nodes : content.profiles);
    const wanted = new Map(edits.filter((edit) => edit.kind === kind).map((edit) => [edit.name, edit.body]));
    for (const name of new Set([...bodies(before).keys(), ...bodies(after).keys(), ...wanted.keys()])) {
      await pause();
      const expected = wanted.has(name) ? wanted.get(name) : bodies(before).get(name)?.body;
      const found = bodies(after).get(name)?.body;
      if (found !== expected && !isDeepStrictEqual(found, expected)) throw registryErrors.editFailed(folder, name);
    }
  }
}
