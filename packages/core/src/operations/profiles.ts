import { nearest } from '../config/nearest.ts';
import { fields } from '../config/path.ts';
import { operationErrors } from '../errors/operations.ts';
import type { Services } from '../plugin/types.ts';
import type { RegistryView } from '../registry/types.ts';
import { changeBody, type FieldChange } from './change.ts';

type RegistryOnly = Pick<Services, 'registry'>;

/** Adds profiles with equal fields, all or none. Throws PROFILE_EXISTS. */
export async function addProfiles(
  { registry }: RegistryOnly,
  names: readonly string[],
  changes: readonly FieldChange[],
): Promise<readonly string[]> {
  const view = await registry.load();
  const existing = names.filter((name) => view.profile(name) !== undefined);
  if (existing.length > 0) throw operationErrors.profilesExist(existing);
  const body = changeBody({}, changes);
  await registry.apply(
    names.map((name) => ({ kind: 'profile', name, body })),
    view.id,
  );
  return names;
}

/** Changes fields of existing profiles, all or none; returns those whose entry is different now. */
export async function setProfiles(
  { registry }: RegistryOnly,
  names: readonly string[],
  changes: readonly FieldChange[],
): Promise<readonly string[]> {
  const view = await registry.load();
  const different = names.flatMap((name) => {
    const before = existingProfile(view, name);
    const body = changeBody(before, changes);
    return JSON.stringify(body) === JSON.stringify(before) ? [] : [{ kind: 'profile' as const, name, body }];
  });
  if (different.length === 0) return [];
  const after = await registry.apply(different, view.id);
  return different.flatMap(({ name }) =>
    JSON.stringify(after.profile(name)) === JSON.stringify(view.profile(name)) ? [] : [name],
  );
}

/** Deletes profiles, all or none. Throws PROFILE_USED when a node or another profile still has one of them. */
export async function deleteProfiles({ registry }: RegistryOnly, names: readonly string[]): Promise<readonly string[]> {
  const view = await registry.load();
  for (const name of names) {
    existingProfile(view, name);
    const users = [
      ...view.profileNames.filter((other) => !names.includes(other) && lists(view.profile(other), name)),
      ...view.nodeNames.filter((node) => lists(view.rawNode(node), name)),
    ];
    if (users.length > 0) throw operationErrors.profileUsed(name, users);
  }
  await registry.apply(
    names.map((name) => ({ kind: 'profile', name, body: undefined })),
    view.id,
  );
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

/** Nodes that merge this profile, directly or through another one. */
export function nodesOfProfile(view: RegistryView, name: string): readonly string[] {
  return view.nodeNames.filter((node) => view.node(node)?.profiles.includes(name) === true);
}

function lists(body: Readonly<Record<string, unknown>> | undefined, profile: string): boolean {
  const { profiles } = body ?? {};
  return Array.isArray(profiles) && profiles.some((entry) => entry === profile || entry === `~${profile}`);
}
