import { quote } from '../format/quote.ts';
import { childPath } from '../paths.ts';
import type { Node, OperandNode } from '../parse/node.ts';
import { elementType, entryOf, mapType } from '../value/access.ts';
import { type GoNil, zeroOf } from '../value/containers.ts';
import { kindOf } from '../value/kind.ts';
import type { GoStruct } from '../value/struct.ts';
import { typeName } from '../value/type-name.ts';
import { callMethod } from './call.ts';
import { type Piped, noArguments } from './evaluate.ts';
import type { Execution } from './execution.ts';
import type { Slot } from './slot.ts';

/** `receiver.A.B`, possibly followed by arguments, which are the last name's if that is a method. */
export function evalFields(
  exec: Execution,
  dot: Slot,
  receiver: Slot,
  node: Node,
  names: readonly string[],
  rest: readonly OperandNode[],
  piped: Piped | undefined,
): unknown {
  let { value } = receiver;
  exec.boxed = receiver.boxed;
  exec.path = receiver.path;
  const last = names.length - 1;
  for (let i = 0; i < last; i++) value = evalField(exec, dot, value, names[i] ?? '', node, noArguments, undefined);
  return evalField(exec, dot, value, names[last] ?? '', node, rest, piped);
}

/** One field, map entry or method of a value whose origin is in `exec.boxed` and `exec.path`. */
function evalField(
  exec: Execution,
  dot: Slot,
  receiver: unknown,
  name: string,
  node: Node,
  rest: readonly OperandNode[],
  piped: Piped | undefined,
): unknown {
  const kind = kindOf(receiver);
  const path = childPath(exec.path, name);
  switch (kind) {
    case 'invalid':
      if (exec.missingKey === 'error') exec.fail(`nil data; no entry for key ${quote(name)}`);
      exec.path = path;
      exec.boxed = false;
      return undefined;
    case 'nil':
      return exec.fail(`nil pointer evaluating interface {}.${name}`);
    case 'pointer':
      if (hasMember(receiver as GoNil, name))
        return exec.fail(`nil pointer evaluating ${shownType(exec, receiver)}.${name}`);
      break;
    case 'struct': {
      const struct = receiver as GoStruct;
      const method = struct.method(name);
      if (method !== undefined) {
        const whole = exec.path;
        const plain = typeof method === 'function';
        // What a method with arguments looked at is not known.
        if (!plain) exec.read(whole, 'value');
        const value = callMethod(exec, dot, struct, method, node, name, rest, piped);
        exec.path = plain ? path : undefined;
        return value;
      }
      if (!struct.hasField(name)) break;
      if (rest.length > 0 || piped !== undefined) exec.fail(`${name} has arguments but cannot be invoked as function`);
      const value = readField(exec, struct, name);
      exec.path = path;
      exec.boxed = value === null;
      return value;
    }
    case 'map': {
      if (rest.length > 0 || piped !== undefined) exec.fail(`${name} is not a method but has arguments`);
      const element = elementType(mapType(receiver));
      const value = entryOf(receiver, name);
      exec.path = path;
      exec.boxed = value !== undefined && element === 'interface {}';
      if (value !== undefined || exec.missingKey === 'default') return value;
      return exec.missingKey === 'zero' ? zeroOf(element) : exec.fail(`map has no entry for key ${quote(name)}`);
    }
    default:
  }
  return exec.fail(`can't evaluate field ${name} in type ${shownType(exec, receiver)}`);
}

function shownType(exec: Execution, receiver: unknown): string {
  return exec.boxed ? 'interface {}' : typeName(receiver);
}

/** Whether a nil pointer would have the field, were it not nil. A pointer to something unknown may have any. */
function hasMember(pointer: GoNil, name: string): boolean {
  const { struct, type } = pointer;
  if (struct === undefined) return type.startsWith('*');
  return Object.hasOwn(struct.fields, name) || Object.hasOwn(struct.methods ?? {}, name);
}

function readField(exec: Execution, struct: GoStruct, name: string): unknown {
  try {
    return struct.field(name);
  } catch (error) {
    return exec.rethrow(error, `error reading ${name}`);
  }
}
