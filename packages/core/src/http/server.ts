import type { Socket } from 'node:net';
import { type FastifyInstance, fastify } from 'fastify';
import { httpErrors } from '../errors/http.ts';
import type { Logger } from '../plugin/types.ts';
import { createFrontDoor, type FrontDoor } from './front-door.ts';
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
  const open: FastifyInstance[] = [];

  const close = async (): Promise<void> => {
    for (const app of open.splice(0).reverse()) await app.close();
  };

  return {
    close,
    listen: async () => {
      const places: { address: string; port: number }[] = [];
      for (const address of listen) {
        const app = createListener(door, options.idleTimeout ?? IDLE_MS, options.log);
        try {
          await app.listen({ host: address, port });
        } catch (error) {
          await app.close();
          await close();
          throw httpErrors.listenFailed(address, port, error);
        }
        open.push(app);
        places.push({ address, port: portOf(app) });
      }
      return places;
    },
  };
}

/**
 * Fastify owns sockets, limits and closing; every request is taken over before its routing, because paths, header
 * spelling and bodies have to be what boot firmware wants.
 */
function createListener(door: FrontDoor, idleTimeout: number, log: Logger): FastifyInstance {
  const app = fastify({
    logger: false,
    // The router sees one path only, so that nothing firmware asks for is refused or redirected by it.
    rewriteUrl: () => '/',
    bodyLimit: 1,
    connectionTimeout: idleTimeout,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    forceCloseConnections: true,
    http: { maxHeaderSize: LONGEST_HEAD, headersTimeout: REQUEST_MS },
    clientErrorHandler: refuse,
  });
  app.addHook('onRequest', (request, reply) => {
    reply.hijack();
    request.raw.url = request.originalUrl;
    door(request.raw, reply.raw).catch((error: unknown) => {
      log.error({ err: error }, 'a request could not be answered at all');
      reply.raw.destroy();
    });
  });
  app.setNotFoundHandler(() => undefined);
  return app;
}

/** Answers what is no HTTP request at all. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.writable && error.code !== 'ECONNRESET') {
    const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  socket.destroySoon();
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
