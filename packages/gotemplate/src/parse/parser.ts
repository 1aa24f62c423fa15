import { Lexer, type Comment } from '../lex/lexer.ts';
import type { Token } from '../lex/token.ts';
import type { Source } from '../source.ts';
import type { ActionLike, BranchNode, ListNode, TemplateNode } from './node.ts';
import { parsePipeline } from './pipeline.ts';
import { type ParseContext, Tree } from './tree.ts';
import { unquote } from './unquote.ts';

type EndNode = { readonly kind: 'end'; readonly pos: number } | { readonly kind: 'else'; readonly pos: number };

export interface Parsed {
  /** Bodies by template name: the text itself and every `define` and `block` in it. */
  readonly trees: ReadonlyMap<string, ListNode>;
  readonly comments: readonly Comment[];
}

/** Deepest nesting of actions and parentheses: far beyond any real template, well within the stack. */
const maxDepth = 500;

/** Parses a template text. Throws `TemplateError`, and nothing else, for any text that is not a template. */
export function parseSource(source: Source, hasFunction: (name: string) => boolean): Parsed {
  const lexer = new Lexer(source.text, new Set(['break', 'continue'].filter(hasFunction)));
  const trees = new Map<string, ListNode>();
  const context: ParseContext = { source, tokens: lexer.tokens, hasFunction, trees, maxDepth, next: 0, depth: 0 };
  const tree = new Tree(context, source.name);
  tree.add(parseTop(tree));
  return { trees, comments: lexer.comments };
}

function parseTop(tree: Tree): ListNode {
  const root: ListNode = { kind: 'list', pos: tree.peek().pos, nodes: [] };
  while (tree.peek().kind !== 'eof') {
    if (tree.peek().kind === 'leftDelim') {
      const delim = tree.next();
      if (tree.nextNonSpace().kind === 'define') {
        parseDefinition(new Tree(tree.context, 'definition'));
        continue;
      }
      tree.backup2(delim);
    }
    const node = textOrAction(tree);
    if (node.kind === 'end' || node.kind === 'else') tree.fail(`unexpected {{${node.kind}}}`);
    else root.nodes.push(node);
  }
  return root;
}

function parseDefinition(tree: Tree): void {
  const name = tree.expect(['string', 'rawString'], 'define clause');
  tree.name = unquote(name.text) ?? tree.fail('invalid syntax');
  tree.expect(['rightDelim'], 'define clause');
  tree.add(parseBody(tree, 'define clause'));
}

/** A list that only `{{end}}` may close. */
function parseBody(tree: Tree, context: string): ListNode {
  const { list, end } = tree.nested(() => parseList(tree));
  if (end.kind !== 'end') tree.fail(`unexpected {{${end.kind}}} in ${context}`);
  return list;
}

function parseList(tree: Tree): { list: ListNode; end: EndNode } {
  const list: ListNode = { kind: 'list', pos: tree.peekNonSpace().pos, nodes: [] };
  while (tree.peekNonSpace().kind !== 'eof') {
    const node = textOrAction(tree);
    if (node.kind === 'end' || node.kind === 'else') return { list, end: node };
    list.nodes.push(node);
  }
  return tree.fail('unexpected EOF');
}

function textOrAction(tree: Tree): ActionLike | EndNode {
  const token = tree.nextNonSpace();
  if (token.kind === 'text') return { kind: 'text', pos: token.pos, text: token.text };
  if (token.kind !== 'leftDelim') return tree.unexpected(token, 'input');
  tree.actionPos = token.pos;
  const node = parseAction(tree);
  tree.actionPos = undefined;
  return node;
}

function parseAction(tree: Tree): ActionLike | EndNode {
  const token = tree.nextNonSpace();
  switch (token.kind) {
    case 'block':
      return parseBlock(tree);
    case 'break':
    case 'continue': {
      const close = tree.nextNonSpace();
      if (close.kind !== 'rightDelim') tree.unexpected(close, `{{${token.kind}}}`);
      if (tree.rangeDepth === 0) tree.fail(`{{${token.kind}}} outside {{range}}`);
      return { kind: token.kind, pos: token.pos };
    }
    case 'else': {
      // "else if" leaves the "if" pending: it is parsed as an if inside the else list, whose {{end}} is assumed.
      const next = tree.peekNonSpace();
      return { kind: 'else', pos: next.kind === 'if' ? next.pos : tree.expect(['rightDelim'], 'else').pos };
    }
    case 'end':
      return { kind: 'end', pos: tree.expect(['rightDelim'], 'end').pos };
    case 'if':
    case 'range':
    case 'with':
      return parseBranch(tree, token.kind);
    case 'template':
      return parseTemplate(tree);
    default: {
      tree.backup();
      const { pos } = tree.peek();
      // Variables are not popped: they live until the end of the enclosing block.
      return { kind: 'action', pos, pipe: parsePipeline(tree, 'command', 'rightDelim') };
    }
  }
}

function parseBranch(tree: Tree, kind: BranchNode['kind']): BranchNode {
  return tree.nested(() => {
    const scope = tree.variables.length;
    const pipe = parsePipeline(tree, kind, 'rightDelim');
    if (kind === 'range') tree.rangeDepth++;
    const { list, end } = parseList(tree);
    if (kind === 'range') tree.rangeDepth--;
    const elseList = end.kind === 'else' ? parseElse(tree, kind, end) : undefined;
    tree.variables.length = scope;
    return { kind, pos: pipe.pos, pipe, list, elseList };
  });
}

function parseElse(tree: Tree, kind: BranchNode['kind'], end: EndNode): ListNode {
  if (kind === 'if' && tree.peek().kind === 'if') {
    tree.next();
    return { kind: 'list', pos: end.pos, nodes: [parseBranch(tree, 'if')] };
  }
  const other = parseList(tree);
  if (other.end.kind !== 'end') tree.fail(`expected end; found {{${other.end.kind}}}`);
  return other.list;
}

function templateName(tree: Tree, token: Token, context: string): string {
  if (token.kind !== 'string' && token.kind !== 'rawString') return tree.unexpected(token, context);
  return unquote(token.text) ?? tree.fail('invalid syntax');
}

function parseBlock(tree: Tree): TemplateNode {
  const token = tree.nextNonSpace();
  const name = templateName(tree, token, 'block clause');
  const pipe = parsePipeline(tree, 'block clause', 'rightDelim');
  const block = new Tree(tree.context, name);
  block.add(parseBody(block, 'block clause'));
  return { kind: 'template', pos: token.pos, name, pipe };
}

function parseTemplate(tree: Tree): TemplateNode {
  const token = tree.nextNonSpace();
  const name = templateName(tree, token, 'template clause');
  if (tree.nextNonSpace().kind === 'rightDelim') return { kind: 'template', pos: token.pos, name, pipe: undefined };
  tree.backup();
  return { kind: 'template', pos: token.pos, name, pipe: parsePipeline(tree, 'template clause', 'rightDelim') };
}
