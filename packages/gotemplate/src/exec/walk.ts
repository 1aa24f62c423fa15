import { sprint } from '../format/printer.ts';
import { quote } from '../format/quote.ts';
import { nodeText } from '../parse/node-text.ts';
import type { ActionLike, BranchNode, ListNode, TemplateNode } from '../parse/node.ts';
import { elementType, entryOf, itemsOf, mapType, sliceType, sortedKeys } from '../value/access.ts';
import { kindOf } from '../value/kind.ts';
import { isTrue } from '../value/truth.ts';
import { typeName } from '../value/type-name.ts';
import { evalPipeline } from './evaluate.ts';
import type { Execution } from './execution.ts';
import { type Slot, emptySlot } from './slot.ts';

/** How a list ended. */
type Flow = 'end' | 'break' | 'continue';

export function walkList(exec: Execution, dot: Slot, list: ListNode): Flow {
  for (const node of list.nodes) {
    const flow = walk(exec, dot, node);
    if (flow !== 'end') return flow;
  }
  return 'end';
}

function walk(exec: Execution, dot: Slot, node: ActionLike): Flow {
  exec.node = node;
  exec.meter.charge(1);
  switch (node.kind) {
    case 'text':
      exec.write(node.text);
      return 'end';
    case 'action': {
      const value = evalPipeline(exec, dot, node.pipe);
      if (node.pipe.declarations.length === 0) {
        exec.node = node;
        printValue(exec, node, value);
      }
      return 'end';
    }
    case 'if':
    case 'with':
      return walkCondition(exec, dot, node);
    case 'range':
      walkRange(exec, dot, node);
      return 'end';
    case 'template':
      walkTemplate(exec, dot, node);
      return 'end';
    case 'break':
    case 'continue':
      return node.kind;
  }
}

function printValue(exec: Execution, node: ActionLike, value: unknown): void {
  exec.read(exec.path, 'value');
  if (typeof value === 'string') exec.write(value);
  else if (value === undefined) exec.write('<no value>');
  else {
    const kind = kindOf(value);
    if (kind === 'func') exec.fail(`can't print ${nodeText(node)} of type ${typeName(value)}`);
    let text = '';
    try {
      text = sprint([value], exec.meter.charge, true);
    } catch (error) {
      exec.rethrow(error, `error printing a value of type ${typeName(value)}`);
    }
    exec.write(text);
  }
}

function walkCondition(exec: Execution, dot: Slot, node: BranchNode): Flow {
  const scope = exec.variables.length;
  const value = evalPipeline(exec, dot, node.pipe);
  exec.read(exec.path, 'truth');
  let flow: Flow = 'end';
  if (isTrue(value)) flow = walkList(exec, node.kind === 'with' ? exec.slot(value) : dot, node.list);
  else if (node.elseList !== undefined) flow = walkList(exec, dot, node.elseList);
  exec.leave(scope);
  return flow;
}

function walkRange(exec: Execution, dot: Slot, node: BranchNode): void {
  const scope = exec.variables.length;
  const value = evalPipeline(exec, dot, node.pipe);
  exec.read(exec.path, 'value');
  const inner = exec.variables.length;
  const [first, second] = node.pipe.declarations;
  const iteration = (index: unknown, element: unknown, boxed: boolean): boolean => {
    const slot: Slot = { value: element, boxed, path: undefined };
    const elementName = second ?? first;
    if (elementName !== undefined) exec.variable(elementName.name).slot = slot;
    if (first !== undefined && second !== undefined)
      exec.variable(first.name).slot = { value: index, boxed: false, path: undefined };
    const flow = walkList(exec, slot, node.list);
    exec.leave(inner);
    return flow !== 'break';
  };
  if (!rangeOver(exec, value, iteration) && node.elseList !== undefined) walkList(exec, dot, node.elseList);
  exec.leave(scope);
}

/** Runs an iteration for each element until one says to stop. False if there are none. */
function rangeOver(
  exec: Execution,
  value: unknown,
  iteration: (index: unknown, element: unknown, boxed: boolean) => boolean,
): boolean {
  switch (kindOf(value)) {
    case 'slice': {
      const items = itemsOf(value);
      const boxed = elementType(sliceType(value)) === 'interface {}';
      for (let i = 0; i < items.length; i++) if (!iteration(i, items[i] ?? null, boxed)) break;
      return items.length > 0;
    }
    case 'map': {
      const keys = sortedKeys(value);
      const boxed = elementType(mapType(value)) === 'interface {}';
      for (const key of keys) if (!iteration(key, entryOf(value, key), boxed)) break;
      return keys.length > 0;
    }
    case 'invalid':
    case 'nil':
      return false;
    default:
      return exec.fail(`range can't iterate over ${sprint([value], exec.meter.charge)}`);
  }
}

function walkTemplate(exec: Execution, dot: Slot, node: TemplateNode): void {
  const list = exec.program.trees.get(node.name) ?? exec.fail(`template ${quote(node.name)} not defined`);
  if (exec.depth >= exec.meter.limits.depth) exec.fail(`exceeded maximum template depth (${exec.meter.limits.depth})`);
  let argument = emptySlot;
  if (node.pipe !== undefined) {
    const value = evalPipeline(exec, dot, node.pipe);
    argument = exec.slot(value);
  }
  // Variables are not visible in other templates, except $, which is their argument.
  const { variables, templateName } = exec;
  exec.variables = [{ name: '$', slot: argument }];
  exec.templateName = node.name;
  exec.depth++;
  walkList(exec, argument, list);
  exec.depth--;
  exec.variables = variables;
  exec.templateName = templateName;
}
