/** Stable codes of `TemplateError`. */
export type TemplateErrorCode =
  | 'TEMPLATE_SYNTAX'
  | 'TEMPLATE_EXECUTION'
  | 'TEMPLATE_LIMIT'
  | 'TEMPLATE_FUNCTION_REFUSED';

export interface TemplateErrorDetails {
  readonly code: TemplateErrorCode;
  /** Name of the template text (usually its file). */
  readonly template: string;
  /** First line is 1. */
  readonly line: number;
  /** First character of a line is 1. */
  readonly column: number;
  readonly remedy: string;
  readonly cause?: unknown;
}

/**
 * The only error that parsing and executing throw. `message` is Go's own text, `template: NAME:LINE:COL: …`, whose COL counts
 * bytes from 0 as Go does; `line` and `column` are for people and editors. An error thrown by a function is `cause`.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly code: TemplateErrorCode;
  readonly template: string;
  readonly line: number;
  readonly column: number;
  readonly remedy: string;

  constructor(message: string, details: TemplateErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.template = details.template;
    this.line = details.line;
    this.column = details.column;
    this.remedy = details.remedy;
  }
}

/** Thrown by a function that is not available because its result would depend on time, chance, environment or network. */
export class RefusedFunctionError extends Error {
  override readonly name = 'RefusedFunctionError';
}

/** Thrown inside an execution when a limit is passed; reaches callers as a `TemplateError` with code `TEMPLATE_LIMIT`. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
}

/** Whether an error is V8's way of saying that the stack, a string, an array or a number became too large. */
export function isExhaustion(error: unknown): error is RangeError {
  return error instanceof RangeError && /call stack|string length|array length|BigInt size/.test(error.message);
}

/** Thrown by a function to end the execution at once, without an error: what was written so far is the result. */
export class StopExecution extends Error {
  override readonly name = 'StopExecution';
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/function "(.*)" not defined/, 'Check the spelling of the function, or use one of the functions this site offers.'],
  [
    /unclosed action|unclosed left paren|unclosed comment/,
    'Close it: every {{ needs }}, every ( needs ), every {{/* needs */}}.',
  ],
  [/unterminated/, 'Close the quotation mark; only text in `back quotes` may contain line breaks.'],
  [/unexpected EOF/, 'Add the missing {{end}}: every if, range, with, define and block needs one.'],
  [/unexpected \{\{(end|else)\}\}/, 'Remove it, or add the if, range or with that it belongs to.'],
  [/undefined variable/, 'Declare the variable with := before it is used, outside the block whose end removes it.'],
  [
    /map has no entry|nil data; no entry/,
    'Set the value in the data, or test for it first: {{ with .Name }}…{{ end }}.',
  ],
  [/can't evaluate field/, 'Check the spelling of the field against those the value has.'],
  [/nil pointer evaluating|nil pointer/, 'Test the value first: {{ with .Name }}…{{ end }}.'],
  [/wrong number of args/, 'Give the function the arguments it takes; a piped value counts as the last one.'],
  [
    /wrong type for value|expected (string|integer|float|bool)/,
    'Convert the argument first, with toString, int or float64.',
  ],
  [
    /incompatible types for comparison|invalid type for comparison/,
    'Compare values of one type; convert with toString, int or float64.',
  ],
  [/range can't iterate/, 'Range over a list or a map; use until to count.'],
  [/template ".*" not defined/, 'Define it with {{define "name"}}…{{end}} in the same file.'],
];

/** What to do about an error with this message. */
export function remedyFor(message: string): string {
  const found = remedies.find(([pattern]) => pattern.test(message));
  return found?.[1] ?? 'Correct the template at this line.';
}
