import type { Trace } from './types.ts';
import { isMusterError, MusterError, messageOf, pluginErrors } from '../errors/index.ts';
import { withTimeout } from '../plugin/with-timeout.ts';

/** Calls and time of one tap; milliseconds. */
export interface TapTiming {
  readonly plugin: string;
  readonly hook: string;
  calls: number;
  totalMs: number;
  maxMs: number;
  errors: number;
}

type AnyFunction = (...args: unknown[]) => unknown;

/** The parts of a tapable tap that wrapping touches. */
export interface RawTap {
  readonly name: string;
  readonly type: 'sync' | 'async' | 'promise';
  fn: AnyFunction;
}

export interface WrapOptions {
  readonly plugin: string;
  readonly hook: string;
  readonly timeoutMs: number;
  readonly timing: TapTiming;
  /** Last touch on what the tap returned, e.g. freezing it. */
  readonly finish?: (value: unknown) => unknown;
  /** Swallows the error (refresh gathers instead of failing). */
  readonly onError?: (error: unknown, plugin: string, args: readonly unknown[]) => void;
}

/** Replaces the tap's function: its time is counted, its errors name plugin and hook, a promise that hangs is given up. */
export function wrapTap(tap: RawTap, options: WrapOptions): RawTap {
  const { fn } = tap;
  const wrapped: Record<RawTap['type'], AnyFunction> = {
    sync: (...args) => runSync(() => fn(...args), options, args),
    promise: (...args) => runPromise(() => fn(...args) as Promise<unknown>, options, args),
    async: (...args) => {
      const callback = args.at(-1) as (error: unknown, value?: unknown) => void;
      const rest = args.slice(0, -1);
      const started = () =>
        new Promise((resolve, reject) => {
          fn(...rest, (error: unknown, value: unknown) => {
            if (error) reject(error instanceof Error ? error : new Error(messageOf(error)));
            else resolve(value);
          });
        });
      runPromise(started, options, rest).then(
        (value) => {
          callback(null, value);
        },
        (error: unknown) => {
          callback(error);
        },
      );
    },
  };
  return { ...tap, fn: wrapped[tap.type] };
}

function runSync(call: () => unknown, options: WrapOptions, args: readonly unknown[]): unknown {
  const start = performance.now();
  try {
    const value = call();
    return finished(value, options, args);
  } catch (error) {
    fail(error, options, args);
    return undefined;
  } finally {
    count(options.timing, start);
  }
}

async function runPromise(
  call: () => Promise<unknown>,
  options: WrapOptions,
  args: readonly unknown[],
): Promise<unknown> {
  const start = performance.now();
  try {
    const value = await withTimeout(call(), options);
    return finished(value, options, args);
  } catch (error) {
    fail(error, options, args);
    return undefined;
  } finally {
    count(options.timing, start);
  }
}

function finished(value: unknown, { plugin, hook, finish }: WrapOptions, args: readonly unknown[]): unknown {
  const last = finish?.(value) ?? value;
  const { trace } = args.at(-1) as { trace?: Trace };
  if (trace !== undefined && last !== undefined) trace(plugin, hook, args.length > 1 ? args[0] : undefined, last);
  return last;
}

function fail(error: unknown, options: WrapOptions, args: readonly unknown[]): void {
  options.timing.errors += 1;
  const named = isMusterError(error)
    ? attributed(error, options)
    : pluginErrors.hookFailed(options.plugin, options.hook, error);
  if (options.onError === undefined) throw named;
  options.onError(named, options.plugin, args);
}

/** The same error with its code and remedy, saying whose tap it came from. */
function attributed(error: MusterError, { plugin, hook }: WrapOptions): MusterError {
  if (error.plugin !== undefined) return error;
  const { code, sentence, remedy, where, cause } = error;
  return new MusterError({ code, sentence, remedy, plugin, hook, cause, ...(where === undefined ? {} : { where }) });
}

function count(timing: TapTiming, start: number): void {
  const ms = performance.now() - start;
  timing.calls += 1;
  timing.totalMs += ms;
  timing.maxMs = Math.max(timing.maxMs, ms);
}
