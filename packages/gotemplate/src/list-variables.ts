import type { ActionLike, CommandNode, ListNode, OperandNode, PipeNode } from './parse/node.ts';
import { childPath } from './paths.ts';
import type { Template } from './template.ts';

/** A part of the data that a template mentions. */
export interface TemplateVariable {
  /** As `onRead` writes paths; elements of what is ranged over are `[*]`: `NetDevs[*].Ipaddr`. */
  readonly path: string;
  /** Line of the first mention. */
  readonly line: number;
}

/** Where dot and variables point to in the data; undefined if that cannot be told without executing. */
type Path = string | undefined;
type Scope = ReadonlyMap<string, Path>;

class Collector {
  readonly found = new Map<string, number>();
  readonly #template: Template;
  readonly #entered = new Set<string>();

  constructor(template: Template) {
    this.#template = template;
  }

  /** Walks a named template for one path of its argument; once for each, since templates may call themselves. */
  template(name: string, dot: Path): void {
    const key = JSON.stringify([name, dot ?? null]);
    const list = this.#template.trees.get(name);
    if (list === undefined || this.#entered.has(key)) return;
    this.#entered.add(key);
    this.#list(list, dot, new Map([['$', dot]]));
  }

  #list(list: ListNode, dot: Path, outer: Scope): void {
    const scope = new Map(outer);
    for (const node of list.nodes) this.#node(node, dot, scope);
  }

  #node(node: ActionLike, dot: Path, scope: Map<string, Path>): void {
    switch (node.kind) {
      case 'action':
        this.#declare(node.pipe, this.#pipe(node.pipe, dot, scope), scope);
        return;
      case 'template':
        this.template(node.name, node.pipe === undefined ? undefined : this.#pipe(node.pipe, dot, scope));
        return;
      case 'if':
      case 'with':
      case 'range': {
        const path = this.#pipe(node.pipe, dot, scope);
        const value = node.kind === 'range' && path !== undefined ? `${path}[*]` : path;
        const inner = new Map(scope);
        this.#declare(node.pipe, value, inner);
        this.#list(node.list, node.kind === 'if' ? dot : value, inner);
        if (node.elseList !== undefined) this.#list(node.elseList, dot, scope);
        return;
      }
      default:
    }
  }

  #declare(pipe: PipeNode, path: Path, scope: Map<string, Path>): void {
    pipe.declarations.forEach(({ name }, i, all) => {
      // Of two variables of a range the first is the index.
      scope.set(name, all.length === 2 && i === 0 ? undefined : path);
    });
  }

  #pipe(pipe: PipeNode, dot: Path, scope: Scope): Path {
    const paths = pipe.commands.map((command) => this.#command(command, dot, scope));
    return paths.length === 1 ? paths[0] : undefined;
  }

  #command(command: CommandNode, dot: Path, scope: Scope): Path {
    const paths = command.args.map((operand) => this.#operand(operand, dot, scope));
    const [first] = command.args;
    if (command.args.length === 1) return paths[0];
    const [, , ...keys] = command.args;
    if (first.kind !== 'identifier' || first.name !== 'index') return undefined;
    const path = keys.reduce<Path>(
      (at, key) => (key.kind === 'string' ? childPath(at, key.text) : undefined),
      paths[1],
    );
    return this.#mention(path, command.pos);
  }

  #operand(node: OperandNode, dot: Path, scope: Scope): Path {
    switch (node.kind) {
      case 'dot':
        return dot;
      case 'field':
        return this.#mention(node.names.reduce(childPath, dot), node.pos);
      case 'variable':
        return this.#mention(node.names.reduce(childPath, scope.get(node.name)), node.pos);
      case 'chain':
        return this.#mention(node.names.reduce(childPath, this.#operand(node.node, dot, scope)), node.pos);
      case 'pipe':
        return this.#pipe(node, dot, scope);
      default:
        return undefined;
    }
  }

  #mention(path: Path, pos: number): Path {
    if (path !== undefined && path !== '' && !this.found.has(path)) this.found.set(path, this.#template.lineAt(pos));
    return path;
  }
}

/** The parts of the data a template mentions, in the order of its text, without executing it. What only functions look up is not seen. */
export function listVariables(template: Template): TemplateVariable[] {
  const collector = new Collector(template);
  collector.template(template.name, '');
  return [...collector.found].map(([path, line]) => ({ path, line }));
}
