import { mapType, sliceType } from './access.ts';
import { branded, goKind, kindOf } from './kind.ts';

function wrapperType(value: object): string {
  const wrapper = branded(value);
  switch (wrapper?.[goKind]) {
    case 'number':
      return wrapper.type;
    case 'struct':
      return wrapper.type.name;
    case 'pointer':
      return wrapper.type;
    case 'func': {
      const rest = wrapper.rest === undefined ? [] : [`...${goName(wrapper.rest)}`];
      return `func(${[...wrapper.params.map(goName), ...rest].join(', ')}) interface {}`;
    }
    default:
      return value.constructor.name;
  }
}

function goName(type: string): string {
  return type === 'any' ? 'interface {}' : type === 'value' ? 'reflect.Value' : type;
}

/** The Go type of a value, as `%T` and error messages show it. */
export function typeName(value: unknown): string {
  const kind = kindOf(value);
  switch (kind) {
    case 'invalid':
      return '<nil>';
    case 'nil':
      return 'interface {}';
    case 'slice':
      return sliceType(value);
    case 'map':
      return mapType(value);
    case 'float':
      return 'float64';
    case 'func':
      return typeof value === 'function' ? 'func(...interface {}) interface {}' : wrapperType(value as object);
    case 'bool':
    case 'string':
      return kind;
    case 'int':
      return typeof value === 'object' ? wrapperType(value as object) : 'int';
    case 'uint':
    case 'struct':
    case 'pointer':
      return wrapperType(value as object);
    case 'opaque':
      return typeof value === 'symbol' ? 'symbol' : wrapperType(value as object);
  }
}
