import type { ResolvedNode } from '@muster/core';
import { type Static, Type } from 'typebox';
import { diskFields } from './disks/fields.ts';

const firstStage = Type.Object(
  {
    network: Type.Optional(
      Type.Unsafe<'dhcp' | 'static'>({
        type: 'string',
        enum: ['dhcp', 'static'],
        description: 'how the first stage gets its address: dhcp (default), or static, the one of the registry',
      }),
    ),
    patience: Type.Optional(
      Type.Integer({
        minimum: 60,
        description: 'seconds without progress after which the first stage gives up; default 900',
      }),
    ),
    failure: Type.Optional(
      Type.Unsafe<'reboot' | 'shell'>({
        type: 'string',
        enum: ['reboot', 'shell'],
        description: 'what the machine does then: reboot (default), or a shell on its console',
      }),
    ),
    redeploy: Type.Optional(
      Type.Unsafe<'changed' | 'always'>({
        type: 'string',
        enum: ['changed', 'always'],
        description: 'when root disk is made anew: when the image is another one (changed, default), or at every boot',
      }),
    ),
    rootSize: Type.Optional(
      Type.String({
        pattern: '^[1-9][0-9]*[kmgKMG%]?$',
        description: 'the most that a root in memory may hold, as tmpfs(5) has it; default 90%',
      }),
    ),
  },
  { additionalProperties: false, description: 'the first stage of a two-stage boot' },
);

export type FirstStage = Static<typeof firstStage>;

/** What nodes and profiles may say to the first stage. */
export const nodeFields = { firstStage, ...diskFields };

export function firstStageOf(node: ResolvedNode): FirstStage {
  return node.extra.firstStage ?? {};
}
