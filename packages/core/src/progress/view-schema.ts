import type { Static } from 'typebox';
import { Type } from '../control/schema.ts';

const time = Type.Number({ description: 'milliseconds since the epoch' });
const text = Type.String();

/** How far a boot, or a node that never booted, is. */
export const BOOT_STATES = ['never', 'booting', 'waiting', 'stuck', 'failed', 'delivered', 'up', 'ended'] as const;

export const bootState = Type.Words(BOOT_STATES, {
  description:
    'waiting: its loader asks again until something is put right; delivered: it got everything and has nothing that tells more; ended: another boot began',
});

export const causeSchema = Type.Object({ code: text, sentence: text, remedy: text });

export const remarkView = Type.Object({
  time,
  times: Type.Number({ description: 'how often' }),
  stage: text,
  address: Type.Optional(text),
  code: Type.Optional(text),
  detail: Type.Optional(text),
});

export const stageView = Type.Object({
  stage: text,
  state: Type.Words(['waiting', 'running', 'done', 'failed', 'not-seen-here'], {
    description: 'not-seen-here: passed by without a sign, served by others or left out',
  }),
  started: Type.Optional(time),
  ended: Type.Optional(time),
  wait: Type.Optional(
    Type.Number({ description: 'milliseconds between the end of what came before and its first sign' }),
  ),
  ms: Type.Optional(Type.Number({ description: 'milliseconds of the stage itself, without the wait' })),
  bytes: Type.Optional(Type.Number({ description: 'bytes of the transfer; while it runs, those it will have' })),
  sent: Type.Optional(Type.Number({ description: 'bytes so far, while it runs' })),
  rate: Type.Optional(Type.Number({ description: 'bytes a second' })),
  retries: Type.Optional(Type.Number({ description: 'attempts after a failed one' })),
  by: Type.Optional(Type.String({ description: 'who served or told it: a plugin, core, or node' })),
  detail: Type.Optional(text),
  medianWait: Type.Optional(Type.Number({ description: 'usual `wait` of this stage for its kind' })),
  median: Type.Optional(Type.Number({ description: 'usual `ms` of this stage for its kind' })),
});

export const agentView = Type.Object(
  {
    state: Type.Words(['current', 'pending', 'failed', 'silent'], {
      description: 'pending: it was told of a change and has not said how that went; silent: nothing is heard of it',
    }),
    seen: time,
    changed: Type.Optional(Type.Number({ description: 'when it last changed files or failed to' })),
    detail: Type.Optional(Type.String({ description: 'what it changed last, or why it failed' })),
  },
  { description: 'agent of the running node' },
);

export const bootView = Type.Object({
  id: Type.Optional(text),
  node: Type.Optional(text),
  mac: Type.Optional(text),
  address: Type.Optional(text),
  state: bootState,
  stage: Type.Optional(Type.String({ description: 'the last stage seen, or the one it waits for' })),
  snapshot: Type.Optional(Type.Number()),
  clientClass: Type.Optional(text),
  opened: Type.Optional(time),
  updated: Type.Optional(time),
  up: Type.Optional(time),
  ended: Type.Optional(time),
  attempt: Type.Optional(Type.Number({ description: 'boots in a row that did not come to an end, this one included' })),
  since: Type.Optional(Type.Number({ description: 'since when nothing moves, milliseconds since the epoch' })),
  cause: Type.Optional(causeSchema),
  remarks: Type.Optional(
    Type.Array(remarkView, { description: 'what other machines were refused in its name; the boot is not concerned' }),
  ),
  digests: Type.Optional(Type.Record(text, { description: 'SHA-256 of the blobs it got, by stage' })),
  agent: Type.Optional(agentView),
  stages: Type.Array(stageView),
});

export type BootState = Static<typeof bootState>;
export type RemarkView = Static<typeof remarkView>;
export type StageView = Static<typeof stageView>;
/** A boot as commands and programs see it. */
export type BootView = Static<typeof bootView>;
