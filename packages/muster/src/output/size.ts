const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `8.1 MB`: decimal units, as links are measured in. Core's formatBytes, for what has to start without core. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}
