export { aboutMachine, whoseBoot } from './about-machine.ts';
export { RouteTable } from './route-table.ts';
export type { RouteMatch } from './route-table.ts';
export { type Gate, type FoundMachine, type FoundNode, provenMachine, provenNode } from './proven-machine.ts';
export { parseQuery, shownQuery } from './query.ts';
export { type Ends, requestFacts } from './request-facts.ts';
export { textReply } from './reply.ts';
export type { HttpExchange, Method, Reply, ReplyBody, Route, RouteRequest, ServedFile, Transport } from './types.ts';
