import { isMusterError, messageOf, pluginErrors } from '../errors/index.ts';
import type { Check, CheckContext, CheckResult } from '../plugin/types.ts';

/** A check and whose it is. */
export interface OwnedCheck {
  readonly plugin: string;
  readonly item: Check;
}

export interface CheckReport {
  readonly plugin: string;
  /** The check's name. */
  readonly check: string;
  readonly results: readonly CheckResult[];
}

/** Runs checks side by side, in order of the list. One that throws, or takes longer than `timeoutMs`, is a finding. */
export async function runChecks(
  checks: readonly OwnedCheck[],
  context: Omit<CheckContext, 'signal'>,
  timeoutMs: number,
): Promise<readonly CheckReport[]> {
  return Promise.all(
    checks.map(async ({ plugin, item }) => ({
      plugin,
      check: item.name,
      results: await runCheck(plugin, item, context, timeoutMs),
    })),
  );
}

async function runCheck(
  plugin: string,
  check: Check,
  context: Omit<CheckContext, 'signal'>,
  timeoutMs: number,
): Promise<readonly CheckResult[]> {
  const ending = new AbortController();
  const late = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => {
      reject(pluginErrors.timeout(plugin, `check ${check.name}`, timeoutMs));
    });
  });
  const timer = setTimeout(() => {
    ending.abort();
  }, timeoutMs);
  try {
    const work = Promise.resolve().then(() => check.run({ ...context, signal: ending.signal }));
    return await Promise.race([work, late]);
  } catch (error) {
    if (isMusterError(error)) return [{ level: 'error', sentence: error.sentence, remedy: error.remedy }];
    const remedy = plugin === 'core' ? 'report this' : `report this to the author of plugin ${plugin}`;
    return [{ level: 'error', sentence: `check ${check.name} of ${plugin} failed: ${messageOf(error)}`, remedy }];
  } finally {
    clearTimeout(timer);
  }
}
