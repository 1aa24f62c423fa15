import { type Lifecycle, provenMachine, type Route, type Services, textReply } from '@muster/core';
import { MANIFEST_VERSION, manifestText } from './manifest.ts';

/** `GET /v1/deploy/MAC?version=1`: what the first stage of this machine deploys, and what a check of it goes by. */
export function deployRoute(lifecycle: Lifecycle, { sessions, blobs }: Pick<Services, 'sessions' | 'blobs'>): Route {
  return {
    path: '/v1/deploy/:wwid',
    transports: ['http'],
    summary: 'what the first stage of the machine with this MAC deploys',
    handle: async (request) => {
      const machine = await provenMachine({ lifecycle, sessions, stage: 'manifest' }, request);
      if ('refusal' in machine) return machine.refusal;
      const { spec, node, snapshot } = machine.assignment;
      const reply = { headers: { 'Cache-Control': 'no-store, private' }, stage: 'manifest', node: node.name };
      const conflict = (sentence: string) => textReply(409, `${sentence}\n`, { ...reply, problem: sentence });
      if (request.query.version !== MANIFEST_VERSION) {
        return conflict(
          `the first stage of ${node.name} is of another version of Muster: muster image dracut ${node.image ?? 'IMAGE'}`,
        );
      }
      if (spec.deploy.length === 0) {
        const why = spec.problems.map(({ sentence }) => sentence).join('; ');
        return conflict(why === '' ? `node ${node.name} does not boot in two stages` : why);
      }
      const text = await manifestText({ node, parts: spec.deploy, snapshot }, blobs);
      if (text === undefined) {
        return conflict(`a part of image ${node.image ?? ''} is gone: muster image build ${node.image ?? 'IMAGE'}`);
      }
      return textReply(200, text, reply);
    },
  };
}
