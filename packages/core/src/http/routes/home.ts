import { textReply } from '../../route/reply.ts';
import type { Route } from '../../route/types.ts';

/** `/`: a line for people who open the address in a browser. */
export const homeRoute: Route = {
  path: '/',
  transports: ['http'],
  summary: 'a line for people',
  handle: () => textReply(200, 'Muster boots the machines of this cluster from here.\n'),
};
