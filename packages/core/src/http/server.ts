import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { httpErrors } from '../errors/http.ts';
import type { Logger } from '../plugin/types.ts';
import { createFrontDoor, type FrontDoor } from './front-door.ts';
import { refuse } from './refuse.ts';
import type { HttpServer, HttpServerOptions } from './types.ts';

const IDLE_MS = 60_000;

/**
 * GRUB comes back with the same source port and sequence number at every boot: as long as a connection of the boot
 * before is open here, its SYN is answered wrongly. So idle connections are closed soon.
 */
const KEEP_ALIVE_MS = 10_000;

/** Time for a whole request; boot clients send theirs in one packet. */
const REQUEST_MS = 30_000;

const LONGEST_HEAD = 16 * 1024;

/** The node-facing server: one listener per address of the site, all answering from the same routes. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const door = createFrontDoor(options);
  const { port, listen } = options.site.http;
  const open: Server[] = [];

  const close = async (): Promise<void> => {
    for (const server of open.splice(0).reverse()) await closed(server);
  };

  return {
    close,
    listen: async () => {
      const places: { address: string; port: number }[] = [];
      for (const address of listen) {
        const server = createListener(door, options.idleTimeout ?? IDLE_MS, options.log);
        try {
          server.listen({ host: address, port });
          await once(server, 'listening');
        } catch (error) {
          await close();
          throw httpErrors.listenFailed(address, port, error);
        }
        open.push(server);
        places.push({ address, port: portOf(server) });
      }
      return places;
    },
  };
}

/**
 * Node's own server, with nothing between it and the front door: paths, header spelling and bodies have to be what boot
 * firmware wants, and a framework's routing would be a tenth of what a script costs.
 */
function createListener(door: FrontDoor, idleTimeout: number, log: Logger): Server {
  const limits = { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, maxHeaderSize: LONGEST_HEAD };
  const server = createServer({ ...limits, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    door(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a request could not be answered at all');
      response.destroy();
    });
  });
  server.setTimeout(idleTimeout);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    refuse(error, socket, log);
  });
  return server;
}

/** Ends all connections, downloads included. */
async function closed(server: Server): Promise<void> {
  const done = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await done;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
