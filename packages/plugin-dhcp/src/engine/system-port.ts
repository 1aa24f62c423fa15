/** Ports below are root's: a program of a user on a node that runs cannot send from them. */
const UNPRIVILEGED = 1024;

/**
 * Whether a packet comes from firmware, a system or a relay agent: they send from their own port (RFC 2131 §4.1, RFC 8415
 * §7.2). From any other a user of a node could begin a boot in its name, or give its address back.
 */
export function isOfSystem(
  remotePort: number,
  { clientPort, relayPort }: { readonly clientPort: number; readonly relayPort: number },
): boolean {
  return remotePort < UNPRIVILEGED || remotePort === clientPort || remotePort === relayPort;
}
