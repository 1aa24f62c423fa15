import { registryErrors } from '../errors/registry.ts';

/** A run of numbers in brackets; `width` is the number of digits kept by leading zeros, 0 for none. */
interface Range {
  readonly first: number;
  readonly last: number;
  readonly width: number;
}

type Part = string | readonly Range[];

/** One member of a node set before it is resolved. */
export type NodeSetTerm =
  | {
      readonly kind: 'names';
      readonly column: number;
      readonly exclude: boolean;
      readonly parts: readonly Part[];
      readonly size: number;
    }
  | {
      readonly kind: 'selector';
      readonly column: number;
      readonly exclude: boolean;
      readonly selector: string;
      readonly value: string;
      /** Where in the value the first "=" outside of quotes stands; -1 for none. */
      readonly equals: number;
    };

const SEPARATOR = /[\s,]/;
const NAME_CHARACTER = /[A-Za-z0-9._-]/;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const RANGE = /^\s*(\d{1,15})(?:\s*-\s*(\d{1,15}))?\s*$/;

/** Splits a node set into its members. Throws REGISTRY_NODE_SET_INVALID, naming the 1-based column. */
export function parseNodeSet(text: string): NodeSetTerm[] {
  const terms: NodeSetTerm[] = [];
  let at = 0;
  while (at < text.length) {
    if (SEPARATOR.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const column = at + 1;
    const exclude = text[at] === '!';
    if (exclude) at += 1;
    const [term, end] = text[at] === '@' ? readSelector(text, at, exclude) : readNames(text, at, exclude);
    terms.push({ ...term, column });
    at = end;
  }
  return terms;
}

/** True when a key or value of a selector can stand in a node set as it is, without quotes. */
export function isPlainInSelector(text: string): boolean {
  return !/[\s,!"]/.test(text);
}

function readSelector(text: string, start: number, exclude: boolean): [NodeSetTerm, number] {
  let at = start + 1;
  let body = '';
  let [colon, equals] = [-1, -1];
  while (at < text.length && !SEPARATOR.test(text.charAt(at)) && text[at] !== '!') {
    const character = text.charAt(at);
    if (character === '"') {
      const [whole, quoted] = readQuoted(text, at);
      body += quoted;
      at += whole.length;
      continue;
    }
    if (character === ':' && colon < 0) colon = body.length;
    if (character === '=' && colon >= 0 && equals < 0) equals = body.length - colon - 1;
    body += character;
    at += 1;
  }
  const [selector, value] = colon < 0 ? [body, ''] : [body.slice(0, colon), body.slice(colon + 1)];
  return [{ kind: 'selector', column: start + 1, exclude, selector, value, equals }, at];
}

/** Text in quotes, with them and without. */
function readQuoted(text: string, at: number): readonly [whole: string, quoted: string] {
  const pattern = new RegExp(QUOTED);
  pattern.lastIndex = at;
  const [whole, quoted = ''] = pattern.exec(text) ?? [];
  if (whole !== undefined) return [whole, quoted.replaceAll(/\\(.)/g, '$1')];
  throw registryErrors.nodeSet(
    text,
    at + 1,
    'the quote is not closed',
    'write @tag:"KEY"="VALUE"; a quote or backslash in it has a backslash before it',
  );
}

function readNames(text: string, start: number, exclude: boolean): [NodeSetTerm, number] {
  const parts: Part[] = [];
  let literal = '';
  let size = 1;
  let at = start;
  while (at < text.length && !SEPARATOR.test(text.charAt(at)) && text[at] !== '!') {
    const character = text.charAt(at);
    if (character === '[') {
      const close = text.indexOf(']', at);
      if (close < 0) throw registryErrors.nodeSet(text, at + 1, 'the bracket is not closed', 'write it as n[1-4,7]');
      const ranges = readRanges(text, at + 1, close);
      parts.push(literal, ranges);
      literal = '';
      size *= ranges.reduce((sum, range) => sum + range.last - range.first + 1, 0);
      at = close + 1;
    } else {
      if (!NAME_CHARACTER.test(character)) {
        throw registryErrors.nodeSet(
          text,
          at + 1,
          `${JSON.stringify(character)} cannot be in the name of a node`,
          'use letters, digits, dots, dashes and underscores; separate names by commas',
        );
      }
      literal += character;
      at += 1;
    }
  }
  if (at === start)
    throw registryErrors.nodeSet(
      text,
      at + 1,
      'a name is missing after "!"',
      'write the nodes to leave out, e.g. n[1-4]!n2',
    );
  return [{ kind: 'names', column: start + 1, exclude, parts: [...parts, literal], size }, at];
}

function readRanges(text: string, start: number, end: number): Range[] {
  const ranges: Range[] = [];
  let at = start;
  for (const item of text.slice(start, end).split(',')) {
    const match = RANGE.exec(item);
    if (match === null) {
      throw registryErrors.nodeSet(
        text,
        at + 1,
        `${JSON.stringify(item)} is neither a number nor a range of numbers`,
        'write brackets as [1-4,7] or [001-400]',
      );
    }
    const [, firstText = '', lastText = firstText] = match;
    const [first, last] = [Number(firstText), Number(lastText)];
    if (last < first) {
      throw registryErrors.nodeSet(
        text,
        at + 1,
        `the range ${item.trim()} runs backwards`,
        `write ${lastText}-${firstText}`,
      );
    }
    ranges.push({ first, last, width: firstText.length > 1 && firstText.startsWith('0') ? firstText.length : 0 });
    at += item.length + 1;
  }
  return ranges;
}

/** The names of a term, in the order written. */
export function* namesOf(parts: readonly Part[], prefix = ''): Generator<string> {
  const [part, ...rest] = parts;
  if (part === undefined) yield prefix;
  else if (typeof part === 'string') yield* namesOf(rest, prefix + part);
  else {
    for (const { first, last, width } of part) {
      for (let value = first; value <= last; value += 1) {
        yield* namesOf(rest, prefix + String(value).padStart(width, '0'));
      }
    }
  }
}
