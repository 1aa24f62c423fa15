import { nearest } from '../config/nearest.ts';
import { fields } from '../config/path.ts';
import { operationErrors } from '../errors/operations.ts';
import type { Services } from '../plugin/types.ts';
import { breathe } from '../registry/breathe.ts';
import type { RegistryEdit, RegistryView } from '../registry/types.ts';
import { changeBody, type FieldChange } from './change.ts';
import { checkUnset } from './check-unset.ts';
import { editRegistry } from './edit-registry.ts';

type RegistryOnly = Pick<Services, 'registry'>;

/** Adds profiles with equal fields, all or none. Throws PROFILE_EXISTS. */
export async function addProfiles(
  { registry }: RegistryOnly,
  names: readonly string[],
  changes: readonly FieldChange[],
): Promise<readonly string[]> {
  const body = changeBody({}, changes);
  await editRegistry(registry, (view) => {
    const existing = names.filter((name) => view.profile(name) !== undefined);
    if (existing.length > 0) throw operationErrors.profilesExist(existing);
    return { edits: names.map((name) => ({ kind: 'profile', name, body })) };
  });
  return names;
}

/** Changes fields of existing profiles, all or none; returns those whose entry is different now. Throws FIELD_UNKNOWN. */
export async function setProfiles(
  { registry }: RegistryOnly,
  names: readonly string[],
  changes: readonly FieldChange[],
): Promise<readonly string[]> {
  const now = await registry.load();
  const entries = names.map((name) => ({ name, body: existingProfile(now, name) }));
  await checkUnset(registry, 'profile', entries, changes);
  const { plan, before, after } = await editRegistry(registry, (view) => {
    const different = names.flatMap((name): RegistryEdit[] => {
      const found = existingProfile(view, name);
      const body = changeBody(found, changes);
      return JSON.stringify(body) === JSON.stringify(found) ? [] : [{ kind: 'profile', name, body }];
    });
    return { edits: different };
  });
  return plan.edits.flatMap(({ name }) =>
    JSON.stringify(after.profile(name)) === JSON.stringify(before.profile(name)) ? [] : [name],
  );
}

/** Deletes profiles, all or none. Throws PROFILE_USED when a node or another profile still has one of them. */
export async function deleteProfiles({ registry }: RegistryOnly, names: readonly string[]): Promise<readonly string[]> {
  await editRegistry(registry, (view) => {
    for (const name of names) {
      existingProfile(view, name);
      const users = [
        ...view.profileNames.filter((other) => !names.includes(other) && lists(view.profile(other), name)),
        ...view.nodeNames.filter((node) => lists(view.rawNode(node), name)),
      ];
      if (users.length > 0) throw operationErrors.profileUsed(name, users);
    }
    return { edits: names.map((name) => ({ kind: 'profile', name, body: undefined })) };
  });
  return names;
}

/** A profile as written. Throws with the nearest name when there is none. */
export function existingProfile(view: RegistryView, name: string): Readonly<Record<string, unknown>> {
  const body = view.profile(name);
  if (body === undefined) throw operationErrors.unknownProfile(name, nearest(name, view.profileNames));
  return body;
}

/** A profile as written: the body whole, and its fields by dotted path. Throws as {@link existingProfile}. */
export function describeProfile(
  view: RegistryView,
  name: string,
): {
  readonly body: Readonly<Record<string, unknown>>;
  readonly values: readonly { readonly field: string; readonly value: unknown }[];
} {
  const body = existingProfile(view, name);
  return { body, values: fields(body).map(([path, value]) => ({ field: path.join('.'), value })) };
}

/** A profile as a line of a list: its fields as written. */
export interface ProfileLine {
  readonly name: string;
  readonly profiles: unknown;
  readonly image: unknown;
  /** How many nodes merge it. */
  readonly nodes: number;
  readonly comment: unknown;
}

/** All profiles and how many nodes have them. */
export async function listProfiles(view: RegistryView): Promise<readonly ProfileLine[]> {
  const counts = new Map<string, number>();
  const pause = breathe();
  for (const name of view.nodeNames) {
    await pause();
    for (const profile of view.node(name)?.profiles ?? []) counts.set(profile, (counts.get(profile) ?? 0) + 1);
  }
  return view.profileNames.map((name) => {
    const { profiles, image, comment } = view.profile(name) ?? {};
    return { name, profiles, image, nodes: counts.get(name) ?? 0, comment };
  });
}

function lists(body: Readonly<Record<string, unknown>> | undefined, profile: string): boolean {
  const { profiles } = body ?? {};
  return Array.isArray(profiles) && profiles.some((entry) => entry === profile || entry === `~${profile}`);
}
