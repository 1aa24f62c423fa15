import type { Explanation } from '@muster/core';
import { STEPS } from './sections.ts';

type Step = (typeof STEPS)[number];
type Values = Readonly<Record<string, unknown>>;

/** The fields of an explanation that belong to a step. */
const FIELDS: Readonly<Record<Step, (explanation: Explanation) => Values>> = {
  offer: ({ offers }) => ({ offers }),
  'boot-file': ({ offers }) => ({
    bootFiles: offers.map(({ clientClass, bootFile, bootFileBy, bootFileReason }) => ({
      clientClass,
      bootFile,
      bootFileBy,
      bootFileReason,
    })),
  }),
  script: ({ loader, script }) => ({ loader, script }),
  kernel: ({ kernel }) => ({ kernel }),
  arguments: ({ args }) => ({ args }),
  initrds: ({ initrds }) => ({ initrds }),
  deploy: ({ deploy }) => ({ deploy }),
  system: ({ overlays: { system } }) => ({ system }),
  runtime: ({ overlays: { runtime } }) => ({ runtime }),
  root: ({ root, stages }) => ({ root, stages }),
  findings: ({ findings }) => ({ findings }),
  values: ({ values }) => ({ values }),
};

/** Which node an explanation is of, as what, from which snapshot. */
function headOf({ node, snapshot, clientClass, classFrom, recognisedBy }: Explanation): Values {
  return { node, snapshot, clientClass, classFrom, recognisedBy };
}

/** For programs: the whole explanation, or what of it belongs to one step. */
export function explanationValue(explanation: Explanation, step: string | undefined): unknown {
  const [chosen] = chosenSteps(step);
  return step === undefined || chosen === undefined
    ? explanation
    : { ...headOf(explanation), ...FIELDS[chosen](explanation) };
}

/** For programs: by step, what each of two nodes gets that the other does not. */
export function differenceValue(first: Explanation, second: Explanation, step: string | undefined): unknown {
  const differences = chosenSteps(step).flatMap((one) => {
    const found = different(FIELDS[one](first), FIELDS[one](second));
    return found === undefined ? [] : [{ step: one, first: found[0], second: found[1] }];
  });
  return { first: headOf(first), second: headOf(second), differences };
}

function chosenSteps(step: string | undefined): readonly Step[] {
  return STEPS.filter((one) => step === undefined || one === step);
}

/** Both values without what they have in common; undefined when that is everything. */
function different(first: unknown, second: unknown): readonly [unknown, unknown] | undefined {
  if (JSON.stringify(first) === JSON.stringify(second)) return undefined;
  if (Array.isArray(first) && Array.isArray(second)) {
    const [left, right] = [without(first, second), without(second, first)];
    // Only their order differs.
    return left.length + right.length === 0 ? [first, second] : [left, right];
  }
  if (!isObject(first) || !isObject(second)) return [first, second];
  const left: Record<string, unknown> = {};
  const right: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const found = different(first[key], second[key]);
    if (found !== undefined) [left[key], right[key]] = found;
  }
  return [left, right];
}

/** The items that `others` does not have, or not as often. */
function without(items: readonly unknown[], others: readonly unknown[]): unknown[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(JSON.stringify(other), (left.get(JSON.stringify(other)) ?? 0) + 1);
  return items.filter((item) => {
    const count = left.get(JSON.stringify(item)) ?? 0;
    left.set(JSON.stringify(item), count - 1);
    return count <= 0;
  });
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
