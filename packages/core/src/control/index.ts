export {
  type Authorship,
  type Control,
  type ControlContext,
  type Procedure,
  procedure,
  type StreamProcedure,
  streamProcedure,
} from './procedure.ts';
