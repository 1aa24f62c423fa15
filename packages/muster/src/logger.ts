import { formatClock, formatError, isMusterError, type Logger, messageOf } from '@muster/core';
import type { Io } from './io.ts';

/** A service tells everything that happens; a command only what is wrong. */
export type LogStyle = 'service' | 'command';

/** A log for people: one event a line, warnings and errors on standard error. */
export function createLogger(io: Pick<Io, 'stdout' | 'stderr'>, style: LogStyle): Logger {
  const line = (level: string, fields: object, message: string): string => {
    const clock = style === 'service' ? `${formatClock(Date.now())}  ` : '';
    return `${clock}${level}${message}${causeOf(fields)}\n`;
  };
  return {
    debug: () => undefined,
    info: (fields, message) => {
      if (style === 'service') io.stdout.write(line('', fields, message));
    },
    warn: (fields, message) => {
      io.stderr.write(line('warning: ', fields, message));
    },
    error: (fields, message) => {
      io.stderr.write(line('error: ', fields, message));
    },
  };
}

function causeOf(fields: object): string {
  const { err } = fields as { err?: unknown };
  if (err === undefined) return '';
  return isMusterError(err) ? `\n${formatError(err)}` : `: ${messageOf(err)}`;
}
