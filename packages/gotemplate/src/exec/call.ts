import { nodeText } from '../parse/node-text.ts';
import { childPath } from '../paths.ts';
import type { Node, OperandNode } from '../parse/node.ts';
import { joinedText } from '../value/bytes.ts';
import { GoFunc, type ParamType } from '../value/func.ts';
import type { GoStruct } from '../value/struct.ts';
import { isTrue } from '../value/truth.ts';
import { typeName } from '../value/type-name.ts';
import { assign, canBeNil, nilOf, paramName } from './assign.ts';
import { type Piped, evalChain, evalLiteral, evalPipeline, evalVariable, noArguments } from './evaluate.ts';
import type { Execution } from './execution.ts';
import { evalFields } from './field.ts';
import type { Slot } from './slot.ts';

/** A function call. `node` is where errors of the call itself are reported. */
export function callFunction(
  exec: Execution,
  dot: Slot,
  name: string,
  node: Node,
  rest: readonly OperandNode[],
  piped: Piped | undefined,
): unknown {
  const { func, builtin } = exec.func(name);
  if (builtin && (name === 'and' || name === 'or')) return shortCircuit(exec, dot, name, func, rest, piped);
  const paths: (string | undefined)[] = [];
  const values = evalArguments(exec, dot, func, name, rest, piped, paths);
  if (builtin && name === 'index') {
    const value = invoke(exec, func, node, name, values);
    exec.path = values.slice(1).reduce(indexPath, paths[0]);
    for (const path of paths.slice(1)) exec.read(path, 'value');
    return value;
  }
  const use = builtin && name === 'not' ? 'truth' : 'value';
  for (const path of paths) exec.read(path, use);
  const value = invoke(exec, func, node, name, values);
  exec.path = undefined;
  return value;
}

function indexPath(path: string | undefined, index: unknown): string | undefined {
  return typeof index === 'string' || typeof index === 'number' ? childPath(path, index) : undefined;
}

export function callMethod(
  exec: Execution,
  dot: Slot,
  struct: GoStruct,
  method: ((source: never) => unknown) | GoFunc,
  node: Node,
  name: string,
  rest: readonly OperandNode[],
  piped: Piped | undefined,
): unknown {
  const func = typeof method === 'function' ? new GoFunc([], undefined, method, true) : method;
  const paths: (string | undefined)[] = [];
  const values = evalArguments(exec, dot, func, name, rest, piped, paths);
  for (const path of paths) exec.read(path, 'value');
  return invoke(exec, func, node, name, [struct.source, ...values]);
}

function invoke(exec: Execution, func: GoFunc, node: Node, name: string, values: readonly unknown[]): unknown {
  exec.boxed = false;
  const { meter } = exec;
  try {
    if (!func.constantTime) for (const value of values) meter.chargeValue(value);
    const result = func.call.apply(exec.context, values as never[]);
    meter.checkResult(result);
    return typeof result === 'string' ? joinedText(result) : result;
  } catch (error) {
    exec.node = node;
    return exec.rethrow(error, `error calling ${name}`);
  }
}

/** `and` and `or` evaluate no argument after the one that decides. */
function shortCircuit(
  exec: Execution,
  dot: Slot,
  name: 'and' | 'or',
  func: GoFunc,
  rest: readonly OperandNode[],
  piped: Piped | undefined,
): unknown {
  checkCount(exec, func, name, rest.length, piped);
  let value: unknown;
  for (const node of rest) {
    value = evalArgument(exec, dot, 'value', node);
    exec.read(exec.path, 'truth');
    if (isTrue(value) === (name === 'or')) return value;
  }
  if (piped === undefined) return value;
  exec.path = piped.path;
  return piped.value;
}

function checkCount(exec: Execution, func: GoFunc, name: string, given: number, piped: Piped | undefined): void {
  const count = given + (piped === undefined ? 0 : 1);
  const wanted = func.params.length;
  if (func.rest === undefined) {
    if (count !== wanted) exec.fail(`wrong number of args for ${name}: want ${wanted} got ${count}`);
  } else if (count < wanted) exec.fail(`wrong number of args for ${name}: want at least ${wanted} got ${given}`);
}

function evalArguments(
  exec: Execution,
  dot: Slot,
  func: GoFunc,
  name: string,
  rest: readonly OperandNode[],
  piped: Piped | undefined,
  paths: (string | undefined)[],
): unknown[] {
  checkCount(exec, func, name, rest.length, piped);
  const typeOf = (i: number): ParamType => func.params[i] ?? func.rest ?? 'any';
  const values: unknown[] = [];
  for (const node of rest) {
    values.push(evalArgument(exec, dot, typeOf(values.length), node));
    paths.push(exec.path);
  }
  if (piped !== undefined) {
    values.push(validate(exec, piped.value, typeOf(values.length)));
    paths.push(piped.path);
  }
  return values;
}

/** Gives a value the form the parameter's type has in JavaScript, or fails as Go does. */
function validate(exec: Execution, value: unknown, type: ParamType): unknown {
  if (value === undefined)
    return canBeNil(type) ? nilOf(type) : exec.fail(`invalid value; expected ${paramName(type)}`);
  const assigned = assign(value, type);
  if (assigned !== undefined) return assigned.value;
  return exec.fail(`wrong type for value; expected ${paramName(type)}; got ${typeName(value)}`);
}

function evalArgument(exec: Execution, dot: Slot, type: ParamType, node: OperandNode): unknown {
  exec.node = node;
  exec.meter.charge(1);
  switch (node.kind) {
    case 'dot':
      exec.path = dot.path;
      return validate(exec, dot.value, type);
    case 'nil':
      exec.path = undefined;
      return canBeNil(type) ? nilOf(type) : exec.fail(`cannot assign nil to ${paramName(type)}`);
    case 'field':
      return validate(exec, evalFields(exec, dot, dot, node, node.names, noArguments, undefined), type);
    case 'variable':
      return validate(exec, evalVariable(exec, dot, node, noArguments, undefined), type);
    case 'pipe':
      return validate(exec, evalPipeline(exec, dot, node), type);
    case 'identifier':
      exec.node = node;
      return validate(exec, callFunction(exec, dot, node.name, node, noArguments, undefined), type);
    case 'chain':
      return validate(exec, evalChain(exec, dot, node, noArguments, undefined), type);
    case 'bool':
    case 'number':
    case 'string':
      return typedLiteral(exec, dot, type, node);
  }
}

/** A literal argument takes the parameter's type, if it can. */
function typedLiteral(
  exec: Execution,
  dot: Slot,
  type: ParamType,
  node: Extract<OperandNode, { kind: 'bool' | 'number' | 'string' }>,
): unknown {
  exec.path = undefined;
  const expected = (what: string): never => exec.fail(`expected ${what}; found ${nodeText(node)}`);
  switch (type) {
    case 'any':
    case 'value':
      return evalLiteral(exec, dot, node);
    case 'bool':
      return node.kind === 'bool' ? node.value : expected('bool');
    case 'string':
      return node.kind === 'string' ? node.text : expected('string');
    case 'int':
      return node.kind === 'number' && node.forms.int !== undefined ? Number(node.forms.int) : expected('integer');
    case 'int64':
      return node.kind === 'number' && node.forms.int !== undefined ? node.forms.int : expected('integer');
    case 'float64':
      return node.kind === 'number' && node.forms.float !== undefined ? node.forms.float : expected('float');
    case '[]string':
    case 'map[string]interface {}':
      return exec.fail(`can't handle ${nodeText(node)} for arg of type ${type}`);
  }
}
