import { procedure } from '../procedure.ts';
import { Type } from '../schema.ts';
import { changes, names } from './words.ts';

const list = procedure({
  name: 'profile.list',
  summary: 'Profiles and how many nodes have them',
  method: 'GET',
  path: '/profiles',
  input: Type.Object({}),
  output: Type.Array(
    Type.Object({
      name: Type.String(),
      profiles: Type.Optional(Type.Unknown({ description: 'as written' })),
      image: Type.Optional(Type.Unknown({ description: 'as written' })),
      nodes: Type.Integer(),
      comment: Type.Optional(Type.Unknown({ description: 'as written' })),
    }),
  ),
  run: async ({ site }) => {
    const { listProfiles } = await import('../../operations/profiles.ts');
    return listProfiles(await site.services.registry.load());
  },
});

const show = procedure({
  name: 'profile.show',
  summary: 'A profile as it is written, whole and by field',
  method: 'GET',
  path: '/profiles/show',
  input: Type.Object({ profile: Type.String() }),
  output: Type.Object({
    body: Type.Record(Type.Unknown()),
    values: Type.Array(Type.Object({ field: Type.String(), value: Type.Unknown() })),
  }),
  run: async ({ site }, { profile }) => {
    const { describeProfile } = await import('../../operations/profiles.ts');
    return describeProfile(await site.services.registry.load(), profile);
  },
});

const add = procedure({
  name: 'profile.add',
  summary: 'Adds profiles with equal fields, all or none; gives their names',
  method: 'POST',
  path: '/profiles/add',
  changes: true,
  input: Type.Object({ names, changes }),
  output: names,
  run: async ({ site }, input) => {
    const { addProfiles } = await import('../../operations/profiles.ts');
    return addProfiles(site.services, input.names, input.changes);
  },
});

const set = procedure({
  name: 'profile.set',
  summary: 'Changes fields of profiles, all or none; gives the names of those that are different now',
  method: 'POST',
  path: '/profiles/set',
  changes: true,
  input: Type.Object({ names, changes }),
  output: names,
  run: async ({ site }, input) => {
    const { setProfiles } = await import('../../operations/profiles.ts');
    return setProfiles(site.services, input.names, input.changes);
  },
});

const remove = procedure({
  name: 'profile.delete',
  summary: 'Deletes profiles that nobody uses, all or none; gives their names',
  method: 'POST',
  path: '/profiles/delete',
  changes: true,
  input: Type.Object({ names }),
  output: names,
  run: async ({ site }, input) => {
    const { deleteProfiles } = await import('../../operations/profiles.ts');
    return deleteProfiles(site.services, input.names);
  },
});

export const profileCalls = { list, show, add, set, delete: remove };
