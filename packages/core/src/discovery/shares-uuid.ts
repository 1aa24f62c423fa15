import type { UnknownMachine } from './types.ts';

/** Machines that wait ask again every few seconds: heard within so many ms of each other, they are two. */
const TOGETHER_MS = 60_000;

/** Whether another machine that is on at the same time has the same UUID. One machine boots by one network card at a time. */
export function sharesUuid(
  { mac, uuid, lastSeen }: Pick<UnknownMachine, 'mac' | 'uuid' | 'lastSeen'>,
  all: readonly UnknownMachine[],
): boolean {
  if (uuid === undefined) return false;
  return all.some(
    (other) => other.uuid === uuid && other.mac !== mac && Math.abs(other.lastSeen - lastSeen) < TOGETHER_MS,
  );
}
