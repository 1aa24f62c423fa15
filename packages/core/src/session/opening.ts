import type { BootSession, Sighting } from './types.ts';

/**
 * Whether what was seen begins a new boot. A machine asks for an address over and over before it gets on, so DHCP begins
 * a boot only after the present one has come as far as its script. A script begins one only where no DHCP is served
 * here: it is then the first thing seen of a boot, and only silence tells it from a second claim.
 */
export function opensBoot(
  { step, time, proven = true }: Sighting,
  present: BootSession | undefined,
  { dhcpHere, idleMs }: { readonly dhcpHere: boolean; readonly idleMs: number },
): boolean {
  if (present === undefined) return true;
  if (step !== 'script') return present.scriptAt !== undefined || present.state !== 'open';
  if (!proven || dhcpHere) return false;
  if (present.state !== 'open') return true;
  return present.claimedAt !== undefined && time - present.seenAt > idleMs;
}
