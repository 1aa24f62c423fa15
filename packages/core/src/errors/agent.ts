import { MusterError } from './muster-error.ts';

/** Wording of what can be wrong with agents of running nodes. */
export const agentErrors = {
  none: (node: string): MusterError =>
    new MusterError({
      code: 'AGENT_NOT_HEARD',
      sentence: `nothing was heard of an agent on node ${node}`,
      remedy: `name "muster-agent" among its systemOverlays and restart it; where it is, look there at "systemctl status muster-agent"`,
    }),
  noAnswer: (node: string, seconds: number): MusterError =>
    new MusterError({
      code: 'AGENT_NO_ANSWER',
      sentence: `the agent of node ${node} gave no answer within ${seconds} s`,
      remedy: `look whether the node is up ("muster node status ${node}"), or wait longer (--timeout)`,
    }),
};
