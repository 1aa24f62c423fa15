import { raiseSysctl, sysctlNumber } from '../host/index.ts';
import type { Check, CheckResult } from '../plugin/types.ts';

const LIMIT = 'net.core.rmem_max';

/**
 * What a small packet takes of a receive buffer, octets: the kernel charges the whole page fragment its driver received
 * it in, about 2 KiB (skb->truesize), against twice the size that was asked for (socket(7), SO_RCVBUF).
 */
const CHARGED = 1024;

/**
 * Whether a socket that asks for a receive buffer of `wanted` octets gets enough for one packet of each node, as when a
 * cluster is switched on at once. For plugins that have such a socket.
 */
export function receiveBufferCheck(what: string, wanted: number): Check {
  return {
    name: `receive-buffer-${what}`,
    run: async ({ snapshot }) => {
      const limit = await sysctlNumber(LIMIT);
      const nodes = snapshot?.registry.nodeNames.length;
      return limit === undefined || nodes === undefined ? [] : [checkReceiveBuffer({ what, wanted, nodes, limit })];
    },
  };
}

export function checkReceiveBuffer(facts: {
  readonly what: string;
  readonly wanted: number;
  readonly nodes: number;
  readonly limit: number;
}): CheckResult {
  const { what, wanted, nodes, limit } = facts;
  const held = Math.floor(Math.min(wanted, limit) / CHARGED);
  if (held >= nodes)
    return { level: 'ok', sentence: `the receive buffer of ${what} holds a packet of each of ${nodes} nodes` };
  if (limit >= wanted) {
    const sentence = `the receive buffer of ${what} holds ${held} packets; ${nodes} nodes switched on at once ask again`;
    return {
      level: 'note',
      sentence,
      remedy: 'switch them on in groups; nothing is lost otherwise, machines repeat what they ask',
    };
  }
  return {
    level: 'warning',
    sentence: `${LIMIT} is ${limit}: the receive buffer of ${what} holds ${held} packets, and ${nodes} nodes may be switched on at once`,
    remedy: raiseSysctl(LIMIT, Math.min(wanted, 2 ** Math.ceil(Math.log2(nodes * CHARGED)))),
  };
}
