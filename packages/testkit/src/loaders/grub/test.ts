import { LoaderFault } from '../fault.ts';

/** `test` and `[`: texts, numbers, `!`, `-a` and `-o`. Files of a network are never found (no directory to look into). */
export function holds(args: readonly string[]): boolean {
  const or = args.indexOf('-o');
  if (or >= 0) return holds(args.slice(0, or)) || holds(args.slice(or + 1));
  const and = args.indexOf('-a');
  if (and >= 0) return holds(args.slice(0, and)) && holds(args.slice(and + 1));
  const [first = '', second, third] = args;
  if (first === '!' && second !== undefined) return !holds(args.slice(1));
  if (third !== undefined) return compare(first, second ?? '', third);
  if (second === undefined) return first !== '';
  if (first === '-z') return second === '';
  if (first === '-n') return second !== '';
  if (['-d', '-e', '-f', '-s'].includes(first)) return false;
  throw new LoaderFault(`test: ${args.join(' ')}`);
}

function compare(left: string, operator: string, right: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-eq':
      return Number(left) === Number(right);
    case '-ne':
      return Number(left) !== Number(right);
    case '-lt':
      return Number(left) < Number(right);
    case '-le':
      return Number(left) <= Number(right);
    case '-gt':
      return Number(left) > Number(right);
    case '-ge':
      return Number(left) >= Number(right);
    default:
      throw new LoaderFault(`test: no operator ${operator}`);
  }
}
