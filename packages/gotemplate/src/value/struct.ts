import type { GoFunc } from './func.ts';
import { goKind } from './kind.ts';

/**
 * A Go struct type. Fields are computed from `source` when a template reads them, in the declared order when the
 * struct is printed. A field or method that is not declared is an error to read, as in Go.
 */
export interface StructType<T> {
  /** Go type name used in messages, with a leading `*` if templates see a pointer: `*node.Node`. */
  readonly name: string;
  readonly fields: Readonly<Record<string, (source: T) => unknown>>;
  /**
   * Methods without arguments, or, made by `goMethod` or `goVariadicMethod`, with arguments.
   */
  readonly methods?: Readonly<Record<string, ((source: T) => unknown) | GoFunc>>;
  /** Go's `String()`: how the value prints. */
  readonly string?: (source: T) => string;
}

/** A value of a struct type. */
export class GoStruct {
  readonly [goKind] = 'struct';
  readonly type: StructType<never>;
  readonly source: unknown;

  constructor(type: StructType<never>, source: unknown) {
    this.type = type;
    this.source = source;
  }

  get pointer(): boolean {
    return this.type.name.startsWith('*');
  }

  hasField(name: string): boolean {
    return Object.hasOwn(this.type.fields, name);
  }

  field(name: string): unknown {
    return this.type.fields[name]?.(this.source as never);
  }

  method(name: string): ((source: never) => unknown) | GoFunc | undefined {
    const { methods } = this.type;
    return methods !== undefined && Object.hasOwn(methods, name) ? methods[name] : undefined;
  }

  fieldNames(): string[] {
    return Object.keys(this.type.fields);
  }

  text(): string | undefined {
    return this.type.string?.(this.source as never);
  }
}

/** Presents `source` under a struct type. One type serves any number of values, so that 10 000 nodes share one set of accessors. */
export function structOf<T>(type: StructType<T>, source: T): GoStruct {
  return new GoStruct(type, source);
}

/**
 * A single struct value from its fields. JavaScript getters (`{ get Kernel() { … } }`) are run when a template reads the
 * field, and functions are methods without arguments.
 */
export function goStruct(typeName: string, fields: Readonly<Record<string, unknown>>): GoStruct {
  const accessors: Record<string, (source: typeof fields) => unknown> = Object.create(null) as Record<string, never>;
  const methods: Record<string, (source: typeof fields) => unknown> = Object.create(null) as Record<string, never>;
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(fields))) {
    const value: unknown = descriptor.value;
    if (typeof value === 'function') methods[name] = value as () => unknown;
    else accessors[name] = (source) => source[name];
  }
  return structOf({ name: typeName, fields: accessors, methods }, fields);
}
