import { itemsOf } from '../value/access.ts';
import { GoMap, anyMapType } from '../value/containers.ts';
import type { ParamType } from '../value/func.ts';
import { kindOf } from '../value/kind.ts';
import { numberOf } from '../value/number.ts';
import { typeName } from '../value/type-name.ts';

/** Whether an untyped nil can stand for a parameter of this type. */
export function canBeNil(type: ParamType): boolean {
  return type === 'any' || type === 'value' || type === '[]string' || type === 'map[string]interface {}';
}

/** Go's name of a parameter type. */
export function paramName(type: ParamType): string {
  return type === 'any' ? 'interface {}' : type === 'value' ? 'reflect.Value' : type;
}

/** The nil of a parameter type that can be nil. */
export function nilOf(type: ParamType): unknown {
  if (type === '[]string') return [];
  if (type === 'map[string]interface {}') return new GoMap(anyMapType, new Map(), { isNil: true });
  return type === 'any' ? null : undefined;
}

/** A value in the JavaScript form functions receive, or undefined if Go would not assign it to the type. */
export function assign(value: unknown, type: ParamType): { readonly value: unknown } | undefined {
  if (type === 'any') return { value: value ?? null };
  if (type === 'value') return { value };
  const kind = kindOf(value);
  if (kind === 'invalid' || kind === 'nil' || typeName(value) !== paramName(type)) return undefined;
  switch (type) {
    case 'int':
    case 'float64':
      return { value: Number(numberOf(value)) };
    case 'int64':
      return { value: BigInt(numberOf(value) ?? 0) };
    case '[]string':
      return { value: itemsOf(value) };
    default:
      return { value };
  }
}
