import { nodeText } from '../parse/node-text.ts';
import type { ChainNode, CommandNode, NumberNode, OperandNode, PipeNode, VariableNode } from '../parse/node.ts';
import { callFunction } from './call.ts';
import type { Execution } from './execution.ts';
import { evalFields } from './field.ts';
import type { Slot } from './slot.ts';

/** The value of the preceding command of a pipeline, which is the last argument of the next one. */
export interface Piped {
  readonly value: unknown;
  readonly path: string | undefined;
}

export const noArguments: readonly OperandNode[] = [];

/** The value of a pipeline; its variables are declared or assigned. Where it is in the data, `exec.path` tells. */
export function evalPipeline(exec: Execution, dot: Slot, pipe: PipeNode): unknown {
  exec.node = pipe;
  let value: unknown;
  let piped: Piped | undefined;
  for (const command of pipe.commands) {
    value = evalCommand(exec, dot, command, piped) ?? undefined;
    exec.boxed = false;
    piped = pipe.commands.length > 1 ? { value, path: exec.path } : undefined;
  }
  for (const { name } of pipe.declarations) {
    if (pipe.assign) exec.variable(name).slot = exec.slot(value);
    else exec.variables.push({ name, slot: exec.slot(value) });
  }
  return value;
}

function evalCommand(exec: Execution, dot: Slot, command: CommandNode, piped: Piped | undefined): unknown {
  exec.meter.charge(1);
  const [first] = command.args;
  switch (first.kind) {
    case 'field':
      exec.node = first;
      return evalFields(exec, dot, dot, first, first.names, command.rest, piped);
    case 'chain':
      return evalChain(exec, dot, first, command.rest, piped);
    case 'identifier':
      exec.node = first;
      return callFunction(exec, dot, first.name, command, command.rest, piped);
    case 'pipe':
      notAFunction(exec, first, command.rest, piped);
      return evalPipeline(exec, dot, first);
    case 'variable':
      return evalVariable(exec, dot, first, command.rest, piped);
    default:
      exec.node = first;
      notAFunction(exec, first, command.rest, piped);
      return first.kind === 'nil' ? exec.fail('nil is not a command') : evalLiteral(exec, dot, first);
  }
}

function notAFunction(
  exec: Execution,
  node: OperandNode,
  rest: readonly OperandNode[],
  piped: Piped | undefined,
): void {
  if (rest.length > 0 || piped !== undefined) exec.fail(`can't give argument to non-function ${nodeText(node)}`);
}

type LiteralNode = Extract<OperandNode, { kind: 'bool' | 'dot' | 'number' | 'string' }>;

/** A literal where no type is asked for, or dot. */
export function evalLiteral(exec: Execution, dot: Slot, node: LiteralNode): unknown {
  exec.boxed = false;
  exec.path = undefined;
  switch (node.kind) {
    case 'bool':
      return node.value;
    case 'dot':
      exec.boxed = dot.boxed;
      exec.path = dot.path;
      return dot.value;
    case 'number':
      return idealConstant(exec, node);
    case 'string':
      return node.text;
  }
}

function idealConstant(exec: Execution, node: NumberNode): unknown {
  exec.node = node;
  return node.forms.ideal ?? exec.fail(`${node.text} overflows int`);
}

export function evalVariable(
  exec: Execution,
  dot: Slot,
  node: VariableNode,
  rest: readonly OperandNode[],
  piped: Piped | undefined,
): unknown {
  exec.node = node;
  const { slot } = exec.variable(node.name);
  if (node.names.length > 0) return evalFields(exec, dot, slot, node, node.names, rest, piped);
  notAFunction(exec, node, rest, piped);
  exec.boxed = slot.boxed;
  exec.path = slot.path;
  return slot.value;
}

export function evalChain(
  exec: Execution,
  dot: Slot,
  node: ChainNode,
  rest: readonly OperandNode[],
  piped: Piped | undefined,
): unknown {
  exec.node = node;
  const { node: inner } = node;
  let value: unknown;
  if (inner.kind === 'nil') exec.fail(`indirection through explicit nil in ${nodeText(node)}`);
  else if (inner.kind === 'pipe') {
    exec.node = inner;
    value = evalPipeline(exec, dot, inner);
  } else if (inner.kind === 'identifier') {
    exec.node = inner;
    // A function's nil is a nil interface, which has no fields; as the value of a pipeline it is no value at all.
    value = callFunction(exec, dot, inner.name, inner, noArguments, undefined) ?? null;
  }
  return evalFields(exec, dot, exec.slot(value), node, node.names, rest, piped);
}
