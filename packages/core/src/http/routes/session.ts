import type { Lifecycle } from '../../lifecycle/hooks.ts';
import { identityPath } from '../../lifecycle/base-assign.ts';
import { provenMachine } from '../../route/proven-machine.ts';
import type { Route } from '../../route/types.ts';
import { isTrustedDoor } from '../../session/levels.ts';
import { sessionInitrd } from '../../session/session-initrd.ts';
import type { BootSessions } from '../../session/types.ts';
import { PRIVATE } from './private.ts';

/** `/v1/session/MAC`: the initrd that tells a booting machine which boot this is, and brings it its tokens. */
export function sessionRoute(lifecycle: Lifecycle, sessions: BootSessions): Route {
  return {
    path: '/v1/session/:wwid',
    summary: 'initrd with the boot session of the machine with this MAC',
    stage: 'session',
    handle: async (request) => {
      const machine = await provenMachine({ lifecycle, sessions, stage: 'session' }, request);
      if ('refusal' in machine) return machine.refusal;
      const { node, token } = machine.assignment;
      const { boot } = request;
      const session = isTrustedDoor(boot.door) ? undefined : (sessions.peek(boot, node.name) ?? sessions.of(node.name));
      const bytes = sessionInitrd({
        node: node.name,
        boot: session?.id ?? '',
        url: lifecycle.endpoints(boot).baseUrl,
        wwid: identityPath(node, boot),
        token: token ?? '',
        runToken: session === undefined || token === undefined ? (token ?? '') : sessions.runToken(session),
      });
      return {
        status: 200,
        contentType: 'application/octet-stream',
        headers: PRIVATE,
        body: { kind: 'bytes', bytes },
        node: node.name,
      };
    },
  };
}
