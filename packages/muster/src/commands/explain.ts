import type { Explanation } from '@muster/core';
import { type CliCommand, requiredText, textOf } from '../command.ts';
import type { CliContext } from '../context.ts';
import { type Section, STEPS, sectionsOf } from '../explain/sections.ts';
import { differenceValue, explanationValue } from '../explain/step-values.ts';
import { diffLines } from '../output/line-diff.ts';
import { headingStyle } from '../output/style.ts';
import { snapshotNumber } from '../snapshot-number.ts';

export const explain: CliCommand = {
  name: 'explain',
  summary: 'Show what a node would get at each step of a boot, before it boots',
  arguments: [{ syntax: '<node>', summary: 'the node', completes: 'node' }],
  options: [
    {
      flags: '--as <class>',
      summary: 'client class of its firmware, e.g. bios; default: what it was last seen as',
      completes: 'client-class',
    },
    { flags: '--step <step>', summary: 'this step alone', choices: STEPS },
    {
      flags: '--at <snapshot>',
      summary: 'what it would have got from an earlier snapshot; see muster history',
      completes: 'snapshot',
    },
    { flags: '--diff <node>', summary: 'only what another node gets otherwise', completes: 'node' },
  ],
  lists: true,
  examples: [
    'muster explain n01',
    'muster explain n01 --as bios --step script',
    'muster explain n01 --diff n02',
    'muster explain n01 --at 41 --output json',
  ],
  run: async (context, args, options) => {
    const { explainCalls } = await import('@muster/core/client');
    const control = await context.control();
    const at = textOf(options, 'at');
    const number = at === undefined ? undefined : await snapshotNumber(at);
    const ask = (node: string): Promise<Explanation> =>
      control.call(explainCalls.node, { node, as: textOf(options, 'as'), at: number });
    const step = textOf(options, 'step');
    const explanation = await ask(requiredText(args, 'node'));
    const other = textOf(options, 'diff');
    if (other === undefined) {
      if (context.format !== 'table') context.show(explanationValue(explanation, step), []);
      else print(context, [heading(explanation), ...sectionText(context, sectionsOf(explanation), step)]);
      return undefined;
    }
    const second = await ask(other);
    if (context.format !== 'table') context.show(differenceValue(explanation, second, step), []);
    else print(context, compared(context, [explanation, second], step));
    return undefined;
  },
};

function heading({ node, snapshot, clientClass, classFrom, recognisedBy }: Explanation): string {
  const why = { asked: '', seen: ' (as it was last seen)', assumed: ' (never seen; --as CLASS for another)' }[
    classFrom
  ];
  const known = recognisedBy === undefined ? 'recognised by nothing' : `recognised by ${recognisedBy}`;
  return `${node}: snapshot ${snapshot}, client class ${clientClass}${why}, ${known}`;
}

function sectionText({ io }: CliContext, sections: readonly Section[], step: string | undefined): string[] {
  const style = headingStyle(io);
  const wanted = sections.filter((section) => step === undefined || section.step === step);
  return wanted.flatMap(({ title, lines }) => ['', style(title), ...lines.map((line) => `  ${line}`)]);
}

/** The lines that differ, below the titles of their sections. */
function compared(
  context: CliContext,
  [first, second]: [Explanation, Explanation],
  step: string | undefined,
): string[] {
  const style = headingStyle(context.io);
  const [left, right] = [sectionsOf(first), sectionsOf(second)];
  const text = STEPS.filter((one) => step === undefined || one === step).flatMap((one) => {
    const lines = (sections: readonly Section[]): string[] =>
      sections.filter((section) => section.step === one).flatMap((section) => section.lines);
    const changes = diffLines(lines(left), lines(right)).filter((line) => !line.startsWith('  '));
    return changes.length === 0 ? [] : ['', style(one), ...changes.map((line) => `  ${line}`)];
  });
  return [`- ${first.node}`, `+ ${second.node}`, ...(text.length === 0 ? ['', 'they get the same'] : text)];
}

function print(context: CliContext, lines: readonly string[]): void {
  context.print(lines.join('\n'));
}
