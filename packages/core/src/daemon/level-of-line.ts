import type { LogLevel } from './types.ts';

/** The level most daemons mean: by the words error and warning. */
export function levelOfLine(line: string): LogLevel {
  if (/\b(?:error|fatal|critical|cannot|failed|refused)\b/i.test(line)) return 'error';
  if (/\bwarn(?:ing)?\b/i.test(line)) return 'warn';
  return 'info';
}
