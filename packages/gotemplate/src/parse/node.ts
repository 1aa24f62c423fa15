import type { NumberForms } from './number.ts';

interface Base {
  /** Offset in the template's text, in UTF-16 code units. */
  readonly pos: number;
}

interface TextNode extends Base {
  readonly kind: 'text';
  readonly text: string;
}

export interface ListNode extends Base {
  readonly kind: 'list';
  readonly nodes: ActionLike[];
}

/** A chain of fields of dot: `.A.B`. */
interface FieldNode extends Base {
  readonly kind: 'field';
  readonly names: readonly string[];
}

/** A variable and fields of it: `$x.A`; the first name keeps its `$`. */
export interface VariableNode extends Base {
  readonly kind: 'variable';
  readonly name: string;
  readonly names: readonly string[];
}

/** Fields of a parenthesised pipeline or function result: `(index .A 1).B`. */
export interface ChainNode extends Base {
  readonly kind: 'chain';
  readonly node: OperandNode;
  readonly names: readonly string[];
}

interface IdentifierNode extends Base {
  readonly kind: 'identifier';
  readonly name: string;
}

interface DotNode extends Base {
  readonly kind: 'dot';
}

interface NilNode extends Base {
  readonly kind: 'nil';
}

interface BoolNode extends Base {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface NumberNode extends Base {
  readonly kind: 'number';
  readonly text: string;
  readonly forms: NumberForms;
}

interface StringNode extends Base {
  readonly kind: 'string';
  readonly quoted: string;
  readonly text: string;
}

export interface CommandNode extends Base {
  readonly kind: 'command';
  /** At least one. */
  readonly args: readonly [OperandNode, ...OperandNode[]];
  /** The arguments after the first. */
  readonly rest: readonly OperandNode[];
}

export interface PipeNode extends Base {
  readonly kind: 'pipe';
  readonly declarations: readonly VariableNode[];
  /** The variables are assigned (`=`), not declared (`:=`). */
  readonly assign: boolean;
  readonly commands: readonly CommandNode[];
}

interface ActionNode extends Base {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}

export interface BranchNode extends Base {
  readonly kind: 'if' | 'range' | 'with';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export interface TemplateNode extends Base {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

interface LoopNode extends Base {
  readonly kind: 'break' | 'continue';
}

/** What an argument of a command can be. */
export type OperandNode =
  | FieldNode
  | VariableNode
  | ChainNode
  | IdentifierNode
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode
  | PipeNode;

/** What a list holds. */
export type ActionLike = TextNode | ActionNode | BranchNode | TemplateNode | LoopNode;

export type Node = ActionLike | OperandNode | CommandNode | ListNode;
