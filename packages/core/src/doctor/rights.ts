import { type Capability, capabilitiesOf, sysctlNumber } from '../host/index.ts';
import type { CheckContext, CheckResult, Listening } from '../plugin/types.ts';

/** Ports below this are for the privileged, unless the kernel is told otherwise (ip_unprivileged_port_start, ip(7)). */
const PRIVILEGED = 1024;

/** Whether the running server, or whoever asks, has the capabilities to open a port. */
export async function checkRights(
  listening: Listening,
  { server }: Pick<CheckContext, 'server'>,
): Promise<readonly CheckResult[]> {
  const start = (await sysctlNumber('net.ipv4.ip_unprivileged_port_start')) ?? PRIVILEGED;
  const held = await capabilitiesOf(server?.pid ?? 'self');
  const missing = missingCapabilities(listening, start, held ?? new Set());
  if (missing.length === 0) return [];
  const who = server === undefined ? 'this user' : `the running server (pid ${server.pid})`;
  const list = missing.join(' ');
  return [
    {
      level: 'error',
      sentence: `${who} has no ${missing.join(', ')}, which ${listening.what} needs for port ${listening.port}`,
      remedy: `run Muster as root, or with AmbientCapabilities=${list} (and the same in CapabilityBoundingSet=, where it is set) in its systemd unit`,
    },
  ];
}

/** `start`: the first port that everybody may open. */
export function missingCapabilities(
  { port, capabilities = [] }: Pick<Listening, 'port' | 'capabilities'>,
  start: number,
  held: ReadonlySet<Capability>,
): readonly Capability[] {
  const needed: readonly Capability[] = [...(port < start ? ['CAP_NET_BIND_SERVICE' as const] : []), ...capabilities];
  return needed.filter((capability) => !held.has(capability));
}
