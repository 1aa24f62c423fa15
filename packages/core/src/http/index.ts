export { coreRoutes } from './core-routes.ts';
export { createHttpServer } from './server.ts';
