import { builtins } from './builtins/builtins.ts';
import { isExhaustion, LimitError, StopExecution } from './errors.ts';
import { Execution, type Program, type Resolved } from './exec/execution.ts';
import type { ExecuteOptions, TextSink } from './exec/options.ts';
import { walkList } from './exec/walk.ts';
import { type Parsed, parseSource } from './parse/parser.ts';
import { Source } from './source.ts';
import { asGoFunc, type FuncMap } from './value/func.ts';

export interface ParseOptions {
  /** Functions beyond Go's own, by name. */
  readonly funcs?: FuncMap;
  /** Names of functions that will be given to `execute`; without this a call of them is a syntax error. */
  readonly declare?: Iterable<string>;
}

/** A comment of a template and the line it starts at. */
export interface TemplateComment {
  readonly line: number;
  /** Text between the comment marks. */
  readonly text: string;
}

/** A parsed template. It is immutable: any number of executions may use it. */
export class Template {
  readonly name: string;
  readonly #program: Program;
  readonly #parsed: Parsed;

  constructor(program: Program, parsed: Parsed) {
    this.name = program.source.name;
    this.#program = program;
    this.#parsed = parsed;
  }

  /** Comments in the order of the text. */
  get comments(): readonly TemplateComment[] {
    const { source } = this.#program;
    return this.#parsed.comments.map(({ pos, text }) => ({ line: source.line(pos), text }));
  }

  /** Names of the templates in this text: its own, and one per `define` and `block`. */
  get templateNames(): readonly string[] {
    return [...this.#parsed.trees.keys()];
  }

  /** Line of an offset in the template's text. */
  lineAt(pos: number): number {
    return this.#program.source.line(pos);
  }

  /** The parse trees by template name. */
  get trees(): Parsed['trees'] {
    return this.#parsed.trees;
  }

  /** Applies the template to data and returns the text. Throws `TemplateError`. */
  execute(data?: unknown, options: ExecuteOptions = {}): string {
    const parts: string[] = [];
    this.executeTo({ write: (text) => void parts.push(text) }, data, options);
    return parts.join('');
  }

  /**
   * Applies the template to data, writing to a sink piece by piece as it goes. What was written before an error stays
   * written. Errors of the sink are passed on as they are; all others are `TemplateError`s.
   */
  executeTo(sink: TextSink, data?: unknown, options: ExecuteOptions = {}): void {
    const root = this.#parsed.trees.get(this.name);
    const exec = new Execution(this.#program, sink, data, options);
    try {
      if (root !== undefined) walkList(exec, exec.root, root);
    } catch (error) {
      if (error instanceof StopExecution) return;
      if (error instanceof LimitError || isExhaustion(error)) throw exec.overLimit(error);
      throw error;
    }
  }
}

/** Parses a template. Throws `TemplateError` with code `TEMPLATE_SYNTAX` where the text is not a template. */
export function parse(name: string, text: string, options: ParseOptions = {}): Template {
  const funcs = options.funcs ?? {};
  const declared = new Set(options.declare);
  const used = new Map<string, Resolved>();
  const known = (word: string): boolean => {
    const builtin = !Object.hasOwn(funcs, word);
    const func = !builtin ? funcs[word] : Object.hasOwn(builtins, word) ? builtins[word] : undefined;
    if (func !== undefined) used.set(word, { func: asGoFunc(func), builtin });
    return func !== undefined || declared.has(word);
  };
  const source = new Source(name, text);
  const parsed = parseSource(source, known);
  return new Template({ source, trees: parsed.trees, funcs: used }, parsed);
}
