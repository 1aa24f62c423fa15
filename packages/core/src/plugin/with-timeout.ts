import { pluginErrors } from '../errors/index.ts';

/** Rejects with PLUGIN_TIMEOUT when `work` takes longer than the plugin may. */
export function withTimeout<T>(
  work: Promise<T>,
  limits: { plugin: string; hook: string; timeoutMs: number },
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(pluginErrors.timeout(limits.plugin, limits.hook, limits.timeoutMs));
    }, limits.timeoutMs);
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(timer);
      });
  });
}
