import { type Assertion, type RegexpNode, RegexpSyntaxError } from './ast.ts';
import { anyButNewline, anyChar, range } from './char-set.ts';
import { PatternScanner, type RegexpFlags } from './scanner.ts';

/** Bounds of `{n,m}`, nested ones multiplied, and of nesting: Go's own. */
const maxRepeat = 1000;
const maxDepth = 1000;

interface ParsedRegexp {
  readonly node: RegexpNode;
  /** Names of the groups by number; group 0 is the whole. */
  readonly names: readonly string[];
}

const escapedAssertions: Readonly<Record<string, Assertion>> = {
  A: 'textStart',
  z: 'textEnd',
  b: 'wordBoundary',
  B: 'notWordBoundary',
};

class RegexpParser {
  readonly #in: PatternScanner;
  readonly names: string[] = [''];
  #flags: RegexpFlags = { fold: false, lines: false, dotAll: false, swapGreed: false };
  #depth = 0;

  constructor(pattern: string) {
    this.#in = new PatternScanner(pattern);
  }

  parse(): RegexpNode {
    const node = this.#alternation();
    if (!this.#in.done) throw new RegexpSyntaxError('unexpected )', this.#in.pattern);
    return node;
  }

  #alternation(): RegexpNode {
    const parts = [this.#concatenation()];
    while (this.#in.take('|')) parts.push(this.#concatenation());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'alternate', parts };
  }

  #concatenation(): RegexpNode {
    const parts: RegexpNode[] = [];
    let previous = -1;
    while (!this.#in.done && !this.#in.looking('|') && !this.#in.looking(')')) {
      const start = this.#in.at;
      const repetition = this.#repetition();
      if (repetition === undefined) {
        previous = -1;
        parts.push(...this.#atoms());
        continue;
      }
      const node = parts.pop();
      const text = this.#in.pattern.slice(start, this.#in.at);
      if (node === undefined) throw new RegexpSyntaxError('missing argument to repetition operator', text);
      if (previous >= 0)
        throw new RegexpSyntaxError(
          'invalid nested repetition operator',
          this.#in.pattern.slice(previous, this.#in.at),
        );
      const repeat: RegexpNode = { kind: 'repeat', node, ...repetition };
      if (repetition.counted && repeatProduct(repeat) > maxRepeat)
        throw new RegexpSyntaxError('invalid repeat count', text);
      parts.push(repeat);
      previous = start;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'concat', parts };
  }

  /** `*`, `+`, `?`, `{n,m}`, each perhaps followed by `?`. Braces that are no repetition are literal. */
  #repetition(): { min: number; max: number; lazy: boolean; counted: boolean } | undefined {
    const found = this.#in.match(/(?:[*+?]|\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*|))?\})(\??)/y);
    if (found === null) return undefined;
    const [whole, low, comma, high, mark] = found;
    const lazy = (mark === '?') !== this.#flags.swapGreed;
    if (low === undefined)
      return { min: whole.startsWith('+') ? 1 : 0, max: whole.startsWith('?') ? 1 : Infinity, lazy, counted: false };
    const min = Number(low);
    const max = comma === undefined ? min : high === '' ? Infinity : Number(high);
    const bound = Number.isFinite(max) ? max : min;
    if (min > maxRepeat || bound > maxRepeat || max < min)
      throw new RegexpSyntaxError('invalid repeat count', whole.replace(/\}\?$/, '}'));
    return { min, max, lazy, counted: true };
  }

  #atoms(): RegexpNode[] {
    const input = this.#in;
    if (input.looking('(')) return this.#group();
    if (input.looking('[')) return [{ kind: 'chars', set: input.bracket(this.#flags) }];
    if (input.take('.')) return [{ kind: 'chars', set: this.#flags.dotAll ? anyChar : anyButNewline }];
    if (input.take('^')) return [{ kind: 'assert', what: this.#flags.lines ? 'lineStart' : 'textStart' }];
    if (input.take('$')) return [{ kind: 'assert', what: this.#flags.lines ? 'lineEnd' : 'textEnd' }];
    if (!input.looking('\\')) return [this.#literal(input.code())];
    if (input.take('\\Q')) return this.#quoted();
    const what = escapedAssertions[input.match(/\\[AzbB]/y)?.[0].charAt(1) ?? ''];
    if (what !== undefined) return [{ kind: 'assert', what }];
    const set = input.classEscape(this.#flags.fold);
    return [set === undefined ? this.#literal(input.escape()) : { kind: 'chars', set }];
  }

  /** Literal text up to `\E`. */
  #quoted(): RegexpNode[] {
    const input = this.#in;
    const mark = input.pattern.indexOf('\\E', input.at);
    const end = mark < 0 ? input.pattern.length : mark;
    const parts: RegexpNode[] = [];
    while (input.at < end) parts.push(this.#literal(input.code(end)));
    input.take('\\E');
    return parts;
  }

  #literal(code: number): RegexpNode {
    const set = range(code, code);
    return { kind: 'chars', set: this.#flags.fold ? set.folded() : set };
  }

  /** A group; none if it only sets flags. */
  #group(): RegexpNode[] {
    const input = this.#in;
    const start = input.at;
    const outer = this.#flags;
    if (this.#depth >= maxDepth) throw new RegexpSyntaxError('expression nests too deeply', input.pattern);
    input.at++;
    let index: number | undefined;
    if (!input.looking('?')) index = this.names.push('') - 1;
    else if (input.looking('?P<') && input.at + 3 < input.pattern.length)
      index = this.names.push(this.#groupName(start)) - 1;
    else {
      const flags = this.#groupFlags(start);
      if (flags.alone) {
        this.#flags = flags.flags;
        return [];
      }
      this.#flags = flags.flags;
    }
    this.#depth++;
    const node = this.#alternation();
    this.#depth--;
    if (!input.take(')')) throw new RegexpSyntaxError('missing closing )', input.pattern);
    this.#flags = outer;
    return [index === undefined ? node : { kind: 'group', index, node }];
  }

  #groupName(start: number): string {
    const input = this.#in;
    const name = input.match(/\?P<(\w+)>/y)?.[1];
    if (name !== undefined) return name;
    const end = input.pattern.indexOf('>', start);
    const where = end < 0 ? input.pattern.slice(start) : input.pattern.slice(start, end + 1);
    throw new RegexpSyntaxError('invalid named capture', where);
  }

  /** `(?i-s:` or `(?i)`; the latter sets flags for the rest of the enclosing group. */
  #groupFlags(start: number): { flags: RegexpFlags; alone: boolean } {
    const input = this.#in;
    const found = input.match(/\?([imsU]*)(?:-([imsU]+))?([:)])/y);
    if (found === null) {
      const bad = /\(\?[imsU-]*[\s\S]?/y;
      bad.lastIndex = start;
      throw new RegexpSyntaxError('invalid or unsupported Perl syntax', bad.exec(input.pattern)?.[0] ?? '');
    }
    const flags = { ...this.#flags };
    const [, on = '', off = '', end] = found;
    for (const [letters, value] of [
      [on, true],
      [off, false],
    ] as const) {
      if (letters.includes('i')) flags.fold = value;
      if (letters.includes('m')) flags.lines = value;
      if (letters.includes('s')) flags.dotAll = value;
      if (letters.includes('U')) flags.swapGreed = value;
    }
    return { flags, alone: end === ')' };
  }
}

/** How often nested counted repetitions repeat what is inside them. */
function repeatProduct(node: RegexpNode): number {
  switch (node.kind) {
    case 'repeat': {
      const count = Number.isFinite(node.max) ? node.max : node.min;
      return count === 0 ? 1 : count * repeatProduct(node.node);
    }
    case 'concat':
    case 'alternate':
      return Math.max(1, ...node.parts.map(repeatProduct));
    case 'group':
      return repeatProduct(node.node);
    default:
      return 1;
  }
}

/** Parses RE2 syntax, which is Go's: no back references, no look-around. Throws `RegexpSyntaxError`. */
export function parseRegexp(pattern: string): ParsedRegexp {
  const parser = new RegexpParser(pattern);
  return { node: parser.parse(), names: parser.names };
}
