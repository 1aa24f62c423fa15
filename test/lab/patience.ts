/**
 * Stretches a time limit (milliseconds) for slow or busy machines: `MUSTER_LAB_SLOW=3` makes every wait three times as
 * long. Software emulation on a shared machine varies by that much.
 */
export function patience(milliseconds: number): number {
  const factor = Number(process.env.MUSTER_LAB_SLOW ?? 1);
  return Math.round(milliseconds * (Number.isFinite(factor) && factor > 0 ? factor : 1));
}
