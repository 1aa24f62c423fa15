import type { Token, TokenKind } from '../lex/token.ts';
import { quote } from '../format/quote.ts';
import type { CommandNode, NumberNode, OperandNode, PipeNode, VariableNode } from './node.ts';
import { nodeText } from './node-text.ts';
import { type NumberForms, parseCharConstant, parseNumber } from './number.ts';
import type { Tree } from './tree.ts';
import { unquote } from './unquote.ts';

const operandStarts: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'charConstant',
  'complex',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);

function variableNode(token: Token): VariableNode {
  return { kind: 'variable', pos: token.pos, name: token.text, names: [] };
}

/** `$x :=`, `$x =`, or in a range `$i, $x :=`. */
function declarations(tree: Tree, context: string): { variables: VariableNode[]; assign: boolean } {
  const variables: VariableNode[] = [];
  for (;;) {
    const token = tree.peekNonSpace();
    if (token.kind !== 'variable') return { variables, assign: false };
    tree.next();
    // "$x foo" needs a third token of lookahead to tell an argument from a declaration.
    const adjacent = tree.peek();
    const next = tree.peekNonSpace();
    if (next.kind === 'assign' || next.kind === 'declare') {
      tree.nextNonSpace();
      variables.push(variableNode(token));
      tree.variables.push(token.text);
      return { variables, assign: next.kind === 'assign' };
    }
    if (next.kind !== 'char' || next.text !== ',') {
      if (adjacent.kind === 'space') tree.backup3(token, adjacent);
      else tree.backup2(token);
      return { variables, assign: false };
    }
    tree.nextNonSpace();
    variables.push(variableNode(token));
    tree.variables.push(token.text);
    if (context !== 'range' || variables.length >= 2) tree.fail(`too many declarations in ${context}`);
    if (!['variable', 'rightDelim', 'rightParen'].includes(tree.peekNonSpace().kind))
      tree.fail('range can only initialize variables');
  }
}

/** `declarations? command ('|' command)*` up to `end`, which is consumed. */
export function parsePipeline(tree: Tree, context: string, end: TokenKind): PipeNode {
  const { pos } = tree.peekNonSpace();
  const { variables, assign } = declarations(tree, context);
  const commands: CommandNode[] = [];
  for (let token = tree.nextNonSpace(); token.kind !== end; token = tree.nextNonSpace()) {
    if (!operandStarts.has(token.kind)) tree.unexpected(token, context);
    tree.backup();
    commands.push(parseCommand(tree));
  }
  if (commands.length === 0) tree.fail(`missing value for ${context}`);
  commands.slice(1).forEach((command, i) => {
    if (['bool', 'dot', 'nil', 'number', 'string'].includes(command.args[0].kind)) {
      tree.fail(`non executable command in pipeline stage ${i + 2}`);
    }
  });
  return { kind: 'pipe', pos, declarations: variables, assign, commands };
}

function parseCommand(tree: Tree): CommandNode {
  const { pos } = tree.peekNonSpace();
  const args: OperandNode[] = [];
  for (;;) {
    tree.peekNonSpace();
    const operand = parseOperand(tree);
    if (operand !== undefined) args.push(operand);
    const token = tree.next();
    if (token.kind === 'space') continue;
    if (token.kind === 'rightDelim' || token.kind === 'rightParen') tree.backup();
    else if (token.kind !== 'pipe') tree.unexpected(token, 'operand');
    break;
  }
  const [first, ...others] = args;
  if (first === undefined) return tree.fail('empty command');
  return { kind: 'command', pos, args: [first, ...others], rest: others };
}

/** `term .Field*` */
function parseOperand(tree: Tree): OperandNode | undefined {
  const node = parseTerm(tree);
  if (node === undefined || tree.peek().kind !== 'field') return node;
  const { pos } = tree.peek();
  const names: string[] = [];
  while (tree.peek().kind === 'field') names.push(tree.next().text.slice(1));
  switch (node.kind) {
    case 'field':
      return { kind: 'field', pos, names: [...node.names, ...names] };
    case 'variable':
      return { kind: 'variable', pos, name: node.name, names: [...node.names, ...names] };
    case 'bool':
    case 'string':
    case 'number':
    case 'nil':
    case 'dot':
      return tree.fail(`unexpected . after term ${quote(nodeText(node))}`);
    default:
      return { kind: 'chain', pos, node, names };
  }
}

function numberNode(tree: Tree, token: Token, forms: NumberForms | string): NumberNode {
  if (typeof forms === 'string') return tree.fail(forms);
  return { kind: 'number', pos: token.pos, text: token.text, forms };
}

/** A literal, function, dot, field, variable or parenthesised pipeline; undefined if the next token starts none. */
function parseTerm(tree: Tree): OperandNode | undefined {
  const token = tree.nextNonSpace();
  const { pos, text } = token;
  switch (token.kind) {
    case 'identifier':
      if (!tree.context.hasFunction(text)) tree.fail(`function ${quote(text)} not defined`);
      return { kind: 'identifier', pos, name: text };
    case 'dot':
      return { kind: 'dot', pos };
    case 'nil':
      return { kind: 'nil', pos };
    case 'variable':
      if (!tree.variables.includes(text)) tree.fail(`undefined variable ${quote(text)}`);
      return variableNode(token);
    case 'field':
      return { kind: 'field', pos, names: [text.slice(1)] };
    case 'bool':
      return { kind: 'bool', pos, value: text === 'true' };
    case 'charConstant':
      return numberNode(tree, token, parseCharConstant(text));
    case 'complex':
    case 'number':
      return numberNode(tree, token, parseNumber(text));
    case 'leftParen':
      return tree.nested(() => parsePipeline(tree, 'parenthesized pipeline', 'rightParen'));
    case 'string':
    case 'rawString':
      return { kind: 'string', pos, quoted: text, text: unquote(text) ?? tree.fail('invalid syntax') };
    default:
      tree.backup();
      return undefined;
  }
}
