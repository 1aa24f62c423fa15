import { createHash } from 'node:crypto';
import type { Lifecycle } from '../../lifecycle/hooks.ts';
import type { OverlayContext } from '../../overlay/types.ts';
import type { Services } from '../../plugin/types.ts';
import { provenMachine } from '../../route/proven-machine.ts';
import { textReply } from '../../route/reply.ts';
import type { Reply, Route, RouteRequest } from '../../route/types.ts';
import type { TokenRole } from '../../session/types.ts';
import { bothPaths, wantsGzip } from './machine.ts';
import { PRIVATE } from './private.ts';

/** A running node fetches its runtime overlay again and again. */
const ROLES: Readonly<Record<OverlayContext, readonly TokenRole[]>> = { system: ['boot'], runtime: ['boot', 'run'] };

/** `/system/MAC` and `/runtime/MAC`: a node's overlays as an archive, rendered when asked for. */
export function overlayRoutes(
  lifecycle: Lifecycle,
  { overlays, sessions, keys }: Pick<Services, 'overlays' | 'sessions' | 'keys'>,
): readonly Route[] {
  const contexts: readonly OverlayContext[] = ['system', 'runtime'];
  return contexts.flatMap((context) =>
    bothPaths(context).map((path) => ({
      path,
      summary: `${context} overlays of the machine with this MAC`,
      stage: context,
      handle: async (request: RouteRequest): Promise<Reply> => {
        const machine = await provenMachine({ lifecycle, sessions, stage: context, roles: ROLES[context] }, request);
        if ('refusal' in machine) return machine.refusal;
        const { node, snapshot } = machine.assignment;
        const gzip = wantsGzip(request);
        if (gzip === undefined)
          return textReply(404, 'there is no such compressed form\n', { stage: context, node: node.name });
        // Without its keys a node boots all the same; why they could not be made stands in the log since the start.
        await keys.ensure([node.name]).catch(() => undefined);
        const rendered = await overlays.render(node, context, snapshot);
        const bytes = gzip ? rendered.gzip() : rendered.archive;
        return {
          status: 200,
          contentType: 'application/octet-stream',
          // A first stage checks what it got by it before anything is unpacked.
          headers: { ...PRIVATE, ETag: `"${createHash('sha256').update(bytes).digest('hex')}"` },
          body: { kind: 'bytes', bytes },
          stage: context,
          node: node.name,
        };
      },
    })),
  );
}
