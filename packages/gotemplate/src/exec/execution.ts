import {
  isExhaustion,
  LimitError,
  RefusedFunctionError,
  StopExecution,
  TemplateError,
  type TemplateErrorCode,
  remedyFor,
} from '../errors.ts';
import { quote } from '../format/quote.ts';
import { nodeText } from '../parse/node-text.ts';
import type { ListNode, Node } from '../parse/node.ts';
import type { Source } from '../source.ts';
import { type CallContext, type GoFunc, asGoFunc } from '../value/func.ts';
import { Meter } from './limits.ts';
import type { ExecuteOptions, ReadUse, TextSink } from './options.ts';
import { type Slot, type Variable, emptySlot } from './slot.ts';

/** A function, and whether it is one of Go's own. */
export interface Resolved {
  readonly func: GoFunc;
  readonly builtin: boolean;
}

/** What a template brings to its executions. */
export interface Program {
  readonly source: Source;
  readonly trees: ReadonlyMap<string, ListNode>;
  readonly funcs: ReadonlyMap<string, Resolved>;
}

/** The state of one execution. */
export class Execution {
  readonly program: Program;
  readonly sink: TextSink;
  readonly meter: Meter;
  readonly missingKey: 'default' | 'zero' | 'error';
  readonly context: CallContext;
  /** Whether the last evaluated value came out of a container of `interface {}`. */
  boxed = false;
  /** Where in the data the last evaluated value is; see `Slot`. */
  path: string | undefined;
  /** The node an error is reported at. */
  node: Node | undefined;
  /** Name of the template being executed. */
  templateName: string;
  variables: Variable[];
  depth = 0;
  readonly #options: ExecuteOptions;

  constructor(program: Program, sink: TextSink, data: unknown, options: ExecuteOptions) {
    this.program = program;
    this.sink = sink;
    this.#options = options;
    this.meter = new Meter(options.limits ?? {});
    this.missingKey = options.missingKey ?? 'default';
    this.context = { charge: this.meter.charge };
    this.templateName = program.source.name;
    const root: Slot = { value: data ?? undefined, boxed: false, path: options.onRead === undefined ? undefined : '' };
    this.variables = [{ name: '$', slot: root }];
  }

  get root(): Slot {
    return this.variables[0]?.slot ?? emptySlot;
  }

  write(text: string): void {
    this.meter.wrote(text.length);
    this.sink.write(text);
  }

  /** Reports that the value at a path was used. */
  read(path: string | undefined, use: ReadUse): void {
    if (path !== undefined) this.#options.onRead?.(path, use);
  }

  /** The value just evaluated, as one to be kept. */
  slot(value: unknown): Slot {
    return { value, boxed: this.boxed, path: this.path };
  }

  variable(name: string): Variable {
    for (let i = this.variables.length - 1; i >= 0; i--) {
      const variable = this.variables[i];
      if (variable?.name === name) return variable;
    }
    return this.fail(`undefined variable: ${name}`);
  }

  /** Drops the variables declared since there were `count`. */
  leave(count: number): void {
    const { variables } = this;
    while (variables.length > count) variables.pop();
  }

  /** The function of a name, and whether it is Go's own. */
  func(name: string): Resolved {
    const { funcs } = this.#options;
    const own = funcs !== undefined && Object.hasOwn(funcs, name) ? funcs[name] : undefined;
    if (own !== undefined) return { func: asGoFunc(own), builtin: false };
    return this.program.funcs.get(name) ?? this.fail(`${quote(name)} is not a defined function`);
  }

  #error(code: TemplateErrorCode, message: string, remedy: string, cause?: unknown): TemplateError {
    const { source } = this.program;
    const { line, column, byteColumn } = source.locate(this.node?.pos ?? 0);
    const at = this.node === undefined ? '' : ` at <${nodeText(this.node)}>`;
    const where = `${source.name}:${line}:${byteColumn}: executing ${quote(this.templateName)}${at}`;
    return new TemplateError(`template: ${where}: ${message}`, {
      code,
      template: source.name,
      line,
      column,
      remedy,
      cause,
    });
  }

  /** Ends the execution with an error at the current node. */
  fail(message: string): never {
    throw this.#error('TEMPLATE_EXECUTION', message, remedyFor(message));
  }

  /** Turns what a function or a field accessor threw into the error of this execution. */
  rethrow(error: unknown, what: string): never {
    if (error instanceof TemplateError || error instanceof StopExecution) throw error;
    if (error instanceof LimitError || isExhaustion(error)) throw this.overLimit(error);
    const message = error instanceof Error ? error.message : String(error);
    const refused = error instanceof RefusedFunctionError;
    throw this.#error(
      refused ? 'TEMPLATE_FUNCTION_REFUSED' : 'TEMPLATE_EXECUTION',
      `${what}: ${message}`,
      refused ? 'Put the value into the data that the template is given.' : remedyFor(message),
      error,
    );
  }

  /** The error for a passed limit. A RangeError is V8's: the stack or a string became too long. */
  overLimit(error: LimitError | RangeError): TemplateError {
    const used = error instanceof LimitError ? error.message : error.message.toLowerCase();
    const remedy =
      'Look for a template that calls itself or a loop that never ends; raise the limit if the output is meant to be that large.';
    return this.#error('TEMPLATE_LIMIT', `limit passed: ${used}`, remedy, error);
  }
}
