import type { DhcpBackend } from '../../src/index.ts';
import { CORRECT, ReferenceServer } from './reference-server.ts';

/** The server of the README's example: it takes no notice of BOOTP clients, as it says. */
export const startServer = (backend: DhcpBackend): Promise<ReferenceServer> =>
  ReferenceServer.start(backend, {
    decode: (packet, server) => {
      const message = CORRECT.decode(packet, server);
      return message?.options.has(53) === true ? message : undefined;
    },
  });
