import type { Charge } from '../value/equal.ts';
import type { Assertion } from './ast.ts';
import type { Instruction } from './compile.ts';

/** Offsets of the groups of a match: start and end by turns, −1 where a group took no part. */
export type Captures = readonly number[];

interface Thread {
  readonly pc: number;
  readonly captures: Captures;
}

function isWord(code: number | undefined): boolean {
  if (code === undefined) return false;
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

function holds(what: Assertion, text: string, at: number): boolean {
  const before = at > 0 ? text.charCodeAt(at - 1) : undefined;
  const after = at < text.length ? text.charCodeAt(at) : undefined;
  switch (what) {
    case 'textStart':
      return before === undefined;
    case 'textEnd':
      return after === undefined;
    case 'lineStart':
      return before === undefined || before === 10;
    case 'lineEnd':
      return after === undefined || after === 10;
    case 'wordBoundary':
      return isWord(before) !== isWord(after);
    case 'notWordBoundary':
      return isWord(before) === isWord(after);
  }
}

/**
 * Runs all ways through the program at once, in order of preference (Pike's simulation of Thompson's automaton): time is
 * bounded by text length × program length, whatever the pattern.
 */
export function simulate(
  program: readonly Instruction[],
  groups: number,
  text: string,
  from: number,
  charge: Charge,
): Captures | undefined {
  const none: Captures = new Array<number>(2 * groups).fill(-1);
  const seen = new Int32Array(program.length).fill(-1);
  let threads: Thread[] = [];
  let matched: Captures | undefined;
  let work = 0;

  /** Follows a thread to the instructions that read a character, in order of preference. */
  const follow = (list: Thread[], start: Thread, at: number): void => {
    const pending = [start];
    for (let thread = pending.pop(); thread !== undefined; thread = pending.pop()) {
      const { pc, captures } = thread;
      work++;
      if (seen[pc] === at) continue;
      seen[pc] = at;
      const instruction = program[pc];
      switch (instruction?.op) {
        case 'jump':
          pending.push({ pc: instruction.to, captures });
          break;
        case 'split':
          pending.push({ pc: instruction.second, captures }, { pc: instruction.first, captures });
          break;
        case 'save':
          pending.push({ pc: pc + 1, captures: captures.with(instruction.slot, at) });
          break;
        case 'assert':
          if (holds(instruction.what, text, at)) pending.push({ pc: pc + 1, captures });
          break;
        default:
          list.push(thread);
      }
    }
  };

  for (let at = from; at <= text.length; ) {
    // The first match wins: no new one is started once there is one.
    if (matched === undefined) follow(threads, { pc: 0, captures: none }, at);
    if (threads.length === 0 && matched !== undefined) break;
    const unit = text.codePointAt(at) ?? -1;
    const next = at + (unit > 0xffff ? 2 : 1);
    // A byte that is no UTF-8 matches as U+FFFD.
    const code = unit >= 0xdc80 && unit <= 0xdcff ? 0xfffd : unit;
    const following: Thread[] = [];
    work += 1;
    if (work > 1024) {
      charge(work >> 1);
      work = 0;
    }
    for (const thread of threads) {
      const instruction = program[thread.pc];
      if (instruction?.op === 'match') {
        matched = thread.captures;
        break;
      }
      if (instruction?.op === 'chars' && code >= 0 && instruction.set.has(code)) {
        follow(following, { pc: thread.pc + 1, captures: thread.captures }, next);
      }
    }
    threads = following;
    at = next;
  }
  charge(work >> 1);
  return matched;
}
