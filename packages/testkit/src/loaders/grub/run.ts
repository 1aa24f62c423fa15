import { LoaderFault } from '../fault.ts';
import type { LoaderMachine } from '../machine.ts';
import { runCommand } from './commands.ts';
import { GrubSyntaxError } from './lex.ts';
import { type MenuEntry, runMenu } from './menu.ts';
import { parseGrubScript, type Statement } from './parse.ts';
import { wordsOf } from './words.ts';

/** How builds of GRUB differ where a script can see it. */
export interface GrubBuild {
  /** Debian 12's signed GRUB fetches by TFTP only. */
  readonly http: boolean;
}

/** A GRUB that runs. */
export interface Grub {
  readonly build: GrubBuild;
  readonly machine: LoaderMachine;
  readonly variables: Map<string, string>;
  readonly functions: Map<string, readonly Statement[]>;
  /** Parameters of the function that runs. */
  parameters: readonly string[];
  menu: MenuEntry[];
  kernel: { readonly url: string; readonly args: string } | undefined;
  initrds: readonly string[];
  /** What `chainloader` has ready. */
  chained: string | undefined;
}

/** `break` and `continue` of a loop, `return` of a function or sourced file. */
export class GrubJump extends Error {
  readonly to: 'break' | 'continue' | 'return';
  readonly status: number;

  constructor(to: GrubJump['to'], status: number) {
    super(to);
    this.to = to;
    this.status = status;
  }
}

/** Runs the text of a file; what is wrong with it is printed, and GRUB goes on after it. */
export async function runFile(text: string, grub: Grub): Promise<boolean> {
  try {
    return await runAll(parseGrubScript(text), grub);
  } catch (error) {
    if (!(error instanceof GrubSyntaxError)) throw error;
    grub.machine.complain(`syntax error: ${error.message}`);
    return false;
  }
}

/** Runs a configuration, and shows the menu it made until that comes to an end (`grub_normal_execute`). */
export async function runConfig(text: string, grub: Grub): Promise<void> {
  const outer = grub.menu;
  grub.menu = [];
  await runFile(text, grub);
  if (grub.menu.length > 0) await runMenu(grub);
  grub.menu = outer;
}

/** Whether the last of them succeeded. A statement that fails does not keep the next from running. */
export async function runAll(statements: readonly Statement[], grub: Grub): Promise<boolean> {
  let good = true;
  for (const statement of statements) {
    grub.machine.step();
    good = await runStatement(statement, grub);
  }
  return good;
}

async function runStatement(statement: Statement, grub: Grub): Promise<boolean> {
  switch (statement.kind) {
    case 'command':
      return await runOne(
        statement.words.flatMap((word) => wordsOf(word, grub)),
        statement.block,
        grub,
      );
    case 'function':
      grub.functions.set(statement.name, statement.body);
      return true;
    case 'if':
      for (const { condition, body } of statement.branches) {
        if (await runAll(condition, grub)) return await runAll(body, grub);
      }
      return await runAll(statement.otherwise, grub);
    case 'for':
      for (const value of statement.words.flatMap((word) => wordsOf(word, grub))) {
        grub.variables.set(statement.name, value);
        if (await loopEnds(() => runAll(statement.body, grub))) break;
      }
      return true;
    case 'loop':
      while ((await runAll(statement.condition, grub)) !== statement.until) {
        grub.machine.step();
        if (await loopEnds(() => runAll(statement.body, grub))) break;
      }
      return true;
  }
}

async function loopEnds(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof GrubJump) || error.to === 'return') throw error;
    return error.to === 'break';
  }
  return false;
}

async function runOne(
  [name, ...args]: readonly string[],
  block: readonly Statement[] | undefined,
  grub: Grub,
): Promise<boolean> {
  if (name === undefined) return true;
  if (name === '!') return !(await runOne(args, block, grub));
  const good = await attempt(name, args, block, grub);
  grub.variables.set('?', good ? '0' : '1');
  return good;
}

async function attempt(
  name: string,
  args: readonly string[],
  block: readonly Statement[] | undefined,
  grub: Grub,
): Promise<boolean> {
  try {
    const done = await runCommand(name, args, block, grub);
    if (done) return true;
  } catch (error) {
    if (error instanceof LoaderFault) return false;
    throw error;
  }
  const body = grub.functions.get(name);
  if (body !== undefined) return await runFunction(body, args, grub);
  const [variable = '', value] = name.split(/=(.*)/s);
  if (value === undefined) grub.machine.complain(`can't find command ${JSON.stringify(name)}`);
  else grub.variables.set(variable, value);
  // What is no command counts as done (script/execute.c).
  return true;
}

async function runFunction(body: readonly Statement[], args: readonly string[], grub: Grub): Promise<boolean> {
  const outer = grub.parameters;
  grub.parameters = args;
  try {
    return await runAll(body, grub);
  } catch (error) {
    if (!(error instanceof GrubJump) || error.to !== 'return') throw error;
    return error.status === 0;
  } finally {
    grub.parameters = outer;
  }
}
