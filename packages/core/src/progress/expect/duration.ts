/** How a configuration writes a time: `250ms`, `20s`, `5m`, `1h`. */
export const DURATION = '^[0-9]+(\\.[0-9]+)?(ms|s|m|h)$';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `20s`, `5m`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  return match === null ? undefined : Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0));
}
