import type {
  Static,
  TBoolean,
  TInteger,
  TNull,
  TNumber,
  TObject,
  TOptional,
  TProperties,
  TRecord,
  TSchema,
  TSchemaOptions,
  TString,
  TUnion,
  TUnknown,
  TUnsafe,
} from 'typebox';

const made = (schema: object): never => schema as never;
const optional = new WeakSet();

/**
 * Builders of the schemas of procedures, with the types of TypeBox and without its code: loading TypeBox takes a command
 * longer than everything else it does when the server answers.
 */
export const Type = {
  String: (options: TSchemaOptions = {}): TString => made({ type: 'string', ...options }),
  Integer: (options: TSchemaOptions = {}): TInteger => made({ type: 'integer', ...options }),
  Number: (options: TSchemaOptions = {}): TNumber => made({ type: 'number', ...options }),
  Boolean: (options: TSchemaOptions = {}): TBoolean => made({ type: 'boolean', ...options }),
  Null: (options: TSchemaOptions = {}): TNull => made({ type: 'null', ...options }),
  /** Any JSON value. */
  Unknown: (options: TSchemaOptions = {}): TUnknown => made({ ...options }),
  /** One of these texts. */
  Words: <const Word extends string>(words: readonly Word[], options: TSchemaOptions = {}): TUnsafe<Word> =>
    made({ type: 'string', enum: words, ...options }),
  Array: <Items extends TSchema>(items: Items, options: TSchemaOptions = {}): TUnsafe<readonly Static<Items>[]> =>
    made({ type: 'array', items, ...options }),
  /** A mapping with any keys. */
  Record: <Value extends TSchema>(value: Value, options: TSchemaOptions = {}): TRecord<'^.*$', Value> =>
    made({ type: 'object', additionalProperties: value, ...options }),
  Union: <Types extends TSchema[]>(types: [...Types], options: TSchemaOptions = {}): TUnion<Types> =>
    made({ anyOf: types, ...options }),
  /** A property that may be missing; `undefined` is the same, JSON has no other way to say it. */
  Optional: <Schema extends TSchema>(schema: Schema): TOptional<TUnsafe<Static<Schema> | undefined>> => {
    const copy = { ...schema };
    optional.add(copy);
    return made(copy);
  },
  /** Keys beyond these are refused. */
  Object: <Properties extends TProperties>(
    properties: Properties,
    options: TSchemaOptions = {},
  ): TObject<Properties> => {
    const required = Object.keys(properties).filter((key) => !optional.has(properties[key] as object));
    return made({
      type: 'object',
      properties,
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: false,
      ...options,
    });
  },
};
