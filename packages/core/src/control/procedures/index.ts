import type { AnyProcedure } from '../procedure.ts';
import { agentCalls } from './agent.ts';
import { bootCalls } from './boots.ts';
import { completeCalls } from './complete.ts';
import { discoverCalls } from './discover.ts';
import { explainCalls } from './explain.ts';
import { historyCalls } from './history.ts';
import { imageCalls } from './image.ts';
import { nodeCalls } from './node.ts';
import { overlayCalls } from './overlay.ts';
import { planCalls } from './plan.ts';
import { pluginCalls } from './plugin.ts';
import { profileCalls } from './profile.ts';
import { serverCalls } from './server.ts';

export {
  agentCalls,
  bootCalls,
  completeCalls,
  discoverCalls,
  explainCalls,
  historyCalls,
  imageCalls,
  nodeCalls,
  overlayCalls,
  planCalls,
  pluginCalls,
  profileCalls,
  serverCalls,
};

/** All calls by noun. What stands here is served, is in the OpenAPI document, and can be called by commands. */
export const calls = {
  server: serverCalls,
  node: nodeCalls,
  profile: profileCalls,
  image: imageCalls,
  overlay: overlayCalls,
  plugin: pluginCalls,
  discover: discoverCalls,
  explain: explainCalls,
  history: historyCalls,
  plan: planCalls,
  boots: bootCalls,
  agent: agentCalls,
  complete: completeCalls,
};

export const procedures: readonly AnyProcedure[] = Object.values<Readonly<Record<string, AnyProcedure>>>(calls).flatMap(
  (noun) => Object.values(noun),
);
