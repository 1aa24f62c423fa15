import { Type } from '../schema.ts';

export const optionalText = Type.Optional(Type.String());

export const names = Type.Array(Type.String());

export const nodeSet = Type.String({ description: 'names or a selection, e.g. n[01-40] or @profile:gpu' });

/** Where something stands in the files. */
export const place = Type.Object({
  file: optionalText,
  line: Type.Optional(Type.Integer()),
  column: Type.Optional(Type.Integer()),
  path: optionalText,
});

/** Edits of the body of a node or profile. */
export const changes = Type.Array(
  Type.Object({
    path: Type.Array(Type.String(), { description: "keys from the body's root", minItems: 1 }),
    value: Type.Optional(Type.Unknown({ description: 'missing: takes the entry out; null: hides what profiles give' })),
  }),
);
