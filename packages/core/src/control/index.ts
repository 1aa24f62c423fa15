export { loginName } from './author.ts';
export { type ControlClientOptions, createControlClient } from './client.ts';
export { findSocket } from './find-socket.ts';
export { createLocalControl, type LocalControlOptions } from './local.ts';
export { openControl, type OpenControlOptions } from './open-control.ts';
export { openApiDocument } from './openapi.ts';
export {
  type AnyProcedure,
  type Authorship,
  type Control,
  type ControlContext,
  type Outcome,
  type Procedure,
  procedure,
  type StreamProcedure,
  streamProcedure,
} from './procedure.ts';
export * from './procedures/index.ts';
