import { aboutMachine, definePlugin, type ScriptRequest, textReply } from '@muster/core';

/** What the loader reads: JSON. */
export interface MyScript {
  readonly shown: readonly string[];
  readonly payload?: { readonly kernel: string; readonly initrds: readonly string[]; readonly args: readonly string[] };
  readonly seconds: number;
  readonly again: string;
  readonly dhcp: boolean;
}

/** A loader whose language is JSON: nothing in it can be mistaken for a command. */
export default definePlugin({
  name: 'my-loader',
  version: '1.0.0',
  api: '^1.0.0',
  apply({ contribute, lifecycle, snapshot }) {
    contribute({
      provides: [{ step: 'script', loader: 'my-loader' }],
      routes: [
        {
          path: '/my/:wwid',
          summary: 'script of the machine with this MAC',
          handle: async ({ boot }) => {
            const assignment = await lifecycle.assignScript(boot);
            const about = assignment === undefined ? { unknown: lifecycle.answerUnknown(boot) } : { assignment };
            const request = {
              request: boot,
              snapshot: assignment?.snapshot ?? snapshot(),
              ...about,
              ...lifecycle.endpoints(boot),
            };
            return textReply(200, JSON.stringify(scriptOf(request)), { stage: 'script', ...aboutMachine(assignment) });
          },
        },
      ],
    });
  },
});

function scriptOf({ assignment, unknown, baseUrl, request }: ScriptRequest): MyScript {
  const { spec, token, moves = false } = assignment ?? {};
  const again = `${baseUrl}/my/${request.mac ?? ''}${token === undefined ? '?' : `?token=${token}`}`;
  const problems = spec?.problems.flatMap(({ sentence, remedy }) => [sentence, remedy]) ?? [];
  const waits = { shown: unknown?.told ?? problems, seconds: 5, again, dhcp: moves || unknown?.renew === true };
  if (spec?.kernel === undefined || problems.length > 0) return waits;
  const { kernel, initrds, args } = spec;
  const payload = { kernel: baseUrl + kernel.path, initrds: initrds.map(({ path }) => baseUrl + path), args };
  return { ...waits, payload };
}
