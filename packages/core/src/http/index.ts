export { type CoreRouteOptions, coreRoutes } from './core-routes.ts';
export { createHttpServer } from './server.ts';
export type { HttpServer, HttpServerOptions, StreamedContent, StreamedReply } from './types.ts';
