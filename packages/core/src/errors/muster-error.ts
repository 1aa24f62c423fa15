/** Where a fault lies: a file with optional 1-based line and column, and a path of keys inside it. */
export interface Where {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly path?: string | undefined;
}

export interface ErrorDetails {
  /** Stable upper-case identifier; part of the API, never reused for another meaning. */
  readonly code: string;
  /** What is wrong, as one sentence. */
  readonly sentence: string;
  /** What the reader can do about it. */
  readonly remedy: string;
  /** What was asked for can never be meant, whatever the site holds: a command ends with the exit code of a wrong command line. */
  readonly usage?: boolean | undefined;
  readonly where?: Where | undefined;
  readonly plugin?: string | undefined;
  readonly hook?: string | undefined;
  readonly cause?: unknown;
}

const BRAND = Symbol.for('muster.error');

/** Every error Muster raises on purpose. Recognise it with {@link isMusterError}: two copies of core may be loaded. */
export class MusterError extends Error {
  override readonly name = 'MusterError';
  readonly code: string;
  readonly sentence: string;
  readonly remedy: string;
  readonly usage: boolean;
  readonly where: Where | undefined;
  readonly plugin: string | undefined;
  readonly hook: string | undefined;
  readonly [BRAND] = true;

  constructor(details: ErrorDetails) {
    super(`${formatWhere(details.where)}${details.sentence}`, { cause: details.cause });
    this.code = details.code;
    this.sentence = details.sentence;
    this.remedy = details.remedy;
    this.usage = details.usage === true;
    this.where = details.where;
    this.plugin = details.plugin;
    this.hook = details.hook;
  }
}

/** True for a {@link MusterError} of any copy of core in this process. */
export function isMusterError(value: unknown): value is MusterError {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** `file:line:column: path: `, as far as known; empty when nothing is. */
export function formatWhere(where: Where | undefined): string {
  if (where === undefined) return '';
  const place = [where.file, where.line, where.column].filter((part) => part !== undefined).join(':');
  return [place, where.path]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => `${part}: `)
    .join('');
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** For people: the code, the message and the remedy on lines of their own. */
export function formatError(error: unknown): string {
  if (!isMusterError(error)) return messageOf(error);
  const origin =
    error.plugin === undefined ? '' : ` [${error.plugin}${error.hook === undefined ? '' : `, ${error.hook}`}]`;
  return `${error.code}${origin}: ${error.message}\n  remedy: ${error.remedy}`;
}
