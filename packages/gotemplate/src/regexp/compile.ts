import { type Assertion, type RegexpNode, RegexpSyntaxError } from './ast.ts';
import type { CharSet } from './char-set.ts';

export type Instruction =
  | { readonly op: 'chars'; readonly set: CharSet }
  | { readonly op: 'assert'; readonly what: Assertion }
  /** Continue at either; `first` is preferred. */
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'match' };

/** Largest program: bounds the work per character of text. */
const maxInstructions = 20_000;

class Compiler {
  readonly program: Instruction[] = [];
  readonly #pattern: string;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  emit<I extends Instruction>(instruction: I): I {
    if (this.program.length >= maxInstructions) throw new RegexpSyntaxError('expression too large', this.#pattern);
    this.program.push(instruction);
    return instruction;
  }

  #split(lazy: boolean): { enter: () => void; leave: () => void } {
    const split = this.emit({ op: 'split', first: 0, second: 0 } satisfies Instruction);
    const set = (preferred: boolean): void => {
      if (preferred) split.first = this.program.length;
      else split.second = this.program.length;
    };
    return {
      enter: () => {
        set(!lazy);
      },
      leave: () => {
        set(lazy);
      },
    };
  }

  node(node: RegexpNode): void {
    switch (node.kind) {
      case 'empty':
        return;
      case 'chars':
        this.emit({ op: 'chars', set: node.set });
        return;
      case 'assert':
        this.emit({ op: 'assert', what: node.what });
        return;
      case 'concat':
        for (const part of node.parts) this.node(part);
        return;
      case 'alternate':
        this.#alternate(node.parts);
        return;
      case 'group':
        this.emit({ op: 'save', slot: 2 * node.index });
        this.node(node.node);
        this.emit({ op: 'save', slot: 2 * node.index + 1 });
        return;
      case 'repeat':
        this.#repeat(node.node, node.min, node.max, node.lazy);
        return;
    }
  }

  #alternate(parts: readonly RegexpNode[]): void {
    const jumps = parts.slice(0, -1).map((part) => {
      const split = this.#split(false);
      split.enter();
      this.node(part);
      const jump = this.emit<Extract<Instruction, { op: 'jump' }>>({ op: 'jump', to: 0 });
      split.leave();
      return jump;
    });
    const last = parts.at(-1);
    if (last !== undefined) this.node(last);
    for (const jump of jumps) jump.to = this.program.length;
  }

  #repeat(node: RegexpNode, min: number, max: number, lazy: boolean): void {
    if (max === Infinity) {
      if (min > 0 || nullable(node)) this.#atLeast(node, min, lazy);
      else this.#star(node, lazy);
      return;
    }
    for (let i = 0; i < min; i++) this.node(node);
    const splits = Array.from({ length: max - min }, () => {
      const split = this.#split(lazy);
      split.enter();
      this.node(node);
      return split;
    });
    for (const split of splits) split.leave();
  }

  #star(node: RegexpNode, lazy: boolean): void {
    const start = this.program.length;
    const split = this.#split(lazy);
    split.enter();
    this.node(node);
    this.emit({ op: 'jump', to: start });
    split.leave();
  }

  /** x{n,}: n−1 times x, then x+. A star of what can be empty is (x+)?, which keeps the order of preference right. */
  #atLeast(node: RegexpNode, min: number, lazy: boolean): void {
    const optional = min === 0 ? this.#split(lazy) : undefined;
    optional?.enter();
    for (let i = 1; i < min; i++) this.node(node);
    const start = this.program.length;
    this.node(node);
    const split = this.#split(lazy);
    const back = this.program.at(-1);
    split.leave();
    if (back?.op === 'split') {
      if (lazy) back.second = start;
      else back.first = start;
    }
    optional?.leave();
  }
}

function nullable(node: RegexpNode): boolean {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return true;
    case 'chars':
      return false;
    case 'concat':
      return node.parts.every(nullable);
    case 'alternate':
      return node.parts.some(nullable);
    case 'group':
      return nullable(node.node);
    case 'repeat':
      return node.min === 0 || nullable(node.node);
  }
}

/** Compiles to a program for the simulation of the automaton. */
export function compileRegexp(node: RegexpNode, pattern: string): readonly Instruction[] {
  const compiler = new Compiler(pattern);
  compiler.emit({ op: 'save', slot: 0 });
  compiler.node(node);
  compiler.emit({ op: 'save', slot: 1 });
  compiler.emit({ op: 'match' });
  return compiler.program;
}
