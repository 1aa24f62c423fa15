import { type BootSessions, type Lifecycle, provenMachine, type Route, textReply } from '@muster/core';

/** `GET /v1/deploy/MAC`: a line `ROLE PATH DIGEST` for each archive the first stage deploys, in order; `-` for no digest. */
export function deployRoute(lifecycle: Lifecycle, sessions: BootSessions): Route {
  return {
    path: '/v1/deploy/:wwid',
    transports: ['http'],
    summary: 'what the first stage of the machine with this MAC deploys',
    handle: async (request) => {
      const machine = await provenMachine({ lifecycle, sessions, stage: 'manifest' }, request);
      if ('refusal' in machine) return machine.refusal;
      const { spec, node } = machine.assignment;
      const reply = { headers: { 'Cache-Control': 'no-store, private' }, stage: 'manifest', node: node.name };
      if (spec.deploy.length === 0) {
        const why = spec.problems.map(({ sentence }) => sentence).join('; ');
        return textReply(409, `${why === '' ? `node ${node.name} does not boot in two stages` : why}\n`, reply);
      }
      const lines = spec.deploy.map((part) => `${part.role} ${part.path} ${part.digest ?? '-'}\n`);
      return textReply(200, lines.join(''), reply);
    },
  };
}
