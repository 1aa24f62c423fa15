import type { Boot, StageRecord } from '../boots/boot.ts';
import type { ProgressEvent } from '../types.ts';

/** A line of the journal: an event, or the whole record of a boot whose events have been thrown away. */
export type JournalLine = { readonly event: ProgressEvent } | { readonly boot: Boot };

type WrittenBoot = Omit<Boot, 'stages' | 'digests'> & {
  readonly stages: Readonly<Record<string, StageRecord>>;
  readonly digests?: Readonly<Record<string, string>>;
};

export function eventLine(event: ProgressEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** The plan is left out: it is made anew from what the node would get. */
export function bootLine(boot: Boot): string {
  const written = {
    ...boot,
    plan: undefined,
    menu: undefined,
    stages: Object.fromEntries(boot.stages),
    digests: boot.digests && Object.fromEntries(boot.digests),
  };
  return `${JSON.stringify({ boot: written })}\n`;
}

/** Reads a line; undefined for a torn or foreign one. */
export function parseLine(line: string): JournalLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { boot } = value as { boot?: unknown };
  if (typeof boot === 'object' && boot !== null) return readBoot(boot);
  const event = value as Partial<ProgressEvent>;
  const { time, stage, outcome, by } = event;
  if (typeof time !== 'number' || typeof stage !== 'string' || outcome === undefined || by === undefined)
    return undefined;
  return { event: event as ProgressEvent };
}

function readBoot({ stages, digests, ...boot }: Partial<WrittenBoot>): JournalLine | undefined {
  if (typeof boot.id !== 'string' || typeof boot.opened !== 'number' || typeof boot.updated !== 'number')
    return undefined;
  const read = { attempt: 1, ...boot } as Omit<Boot, 'stages' | 'digests'>;
  const got = Object.entries(digests ?? {});
  return {
    boot: {
      ...read,
      stages: new Map(Object.entries(stages ?? {})),
      ...(got.length === 0 ? {} : { digests: new Map(got) }),
    },
  };
}
