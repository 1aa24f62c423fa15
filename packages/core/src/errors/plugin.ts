import { MusterError, messageOf } from './muster-error.ts';

/** Wording of everything that can go wrong between finding a plugin and running its taps. */
export const pluginErrors = {
  notFound: (name: string, tried: readonly string[], from: string): MusterError =>
    new MusterError({
      code: 'PLUGIN_NOT_FOUND',
      sentence: `plugin "${name}" was not found from ${from}; tried ${tried.join(', ')}`,
      remedy: `install it (npm install ${tried[0] ?? name}), or correct its name under "plugins" in the configuration`,
    }),
  loadFailed: (name: string, file: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'PLUGIN_LOAD_FAILED',
      sentence: `plugin "${name}" could not be loaded from ${file}: ${messageOf(cause)}`,
      remedy: 'mend the plugin, or take it out of "plugins" in the configuration',
      plugin: name,
      cause,
    }),
  invalid: (name: string, reason: string): MusterError =>
    new MusterError({
      code: 'PLUGIN_INVALID',
      sentence: `"${name}" is not a plugin: ${reason}`,
      remedy: 'export the value of definePlugin({ name, version, api, apply }) as the default export',
      plugin: name,
    }),
  apiMismatch: (name: string, wanted: string, have: string): MusterError =>
    new MusterError({
      code: 'PLUGIN_API_MISMATCH',
      sentence: `plugin "${name}" wants plugin API ${wanted}, this Muster has ${have}`,
      remedy: 'install a version of the plugin made for this Muster, or another Muster',
      plugin: name,
    }),
  duplicate: (name: string): MusterError =>
    new MusterError({
      code: 'PLUGIN_DUPLICATE',
      sentence: `plugin "${name}" is configured twice`,
      remedy: 'keep one of the entries under "plugins"',
      plugin: name,
    }),
  configInvalid: (name: string, path: string, reason: string): MusterError =>
    new MusterError({
      code: 'PLUGIN_CONFIG_INVALID',
      sentence: `options of plugin "${name}": ${path === '' ? '' : `${path}: `}${reason}`,
      remedy: 'correct the option; "muster config schema" lists what each plugin takes',
      plugin: name,
      where: { path: `plugins.${name}${path === '' ? '' : `.${path}`}` },
    }),
  orderCycle: (loop: readonly string[]): MusterError =>
    new MusterError({
      code: 'PLUGIN_ORDER_CYCLE',
      sentence: `plugins want to come before each other in a circle: ${loop.join(' → ')}`,
      remedy: 'take out one of the before/after wishes, or one of the plugins',
    }),
  timeout: (name: string, hook: string, ms: number): MusterError =>
    new MusterError({
      code: 'PLUGIN_TIMEOUT',
      sentence: `plugin "${name}" did not finish ${hook} within ${ms} ms`,
      remedy: 'see what the plugin waits for, or raise pluginTimeout in the configuration',
      plugin: name,
      hook,
    }),
  applyFailed: (name: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'PLUGIN_APPLY_FAILED',
      sentence: `plugin "${name}" failed to start: ${messageOf(cause)}`,
      remedy: 'mend the plugin or its options, or take it out of the configuration',
      plugin: name,
      hook: 'apply',
      cause,
    }),
  hookFailed: (name: string, hook: string, cause: unknown): MusterError =>
    new MusterError({
      code: 'PLUGIN_HOOK_FAILED',
      sentence: `plugin "${name}" failed in ${hook}: ${messageOf(cause)}`,
      remedy: 'the cause is a fault in the plugin: report it to its author with this message',
      plugin: name,
      hook,
      cause,
    }),
  contributionClash: (name: string, what: string, other: string): MusterError =>
    new MusterError({
      code: 'PLUGIN_CONTRIBUTION_CLASH',
      sentence: `plugin "${name}" contributes ${what}, which plugin "${other}" already contributes`,
      remedy: 'use one of the two plugins, or have one of them choose another name',
      plugin: name,
    }),
  contributedTooLate: (name: string): MusterError =>
    new MusterError({
      code: 'PLUGIN_CONTRIBUTED_TOO_LATE',
      sentence: `plugin "${name}" called contribute() after apply() had ended`,
      remedy: 'contribute routes, files and commands inside apply(): all of them are known before anything listens',
      plugin: name,
    }),
  renderUnmade: (kind: string): MusterError =>
    new MusterError({
      code: 'RENDER_KIND_UNMADE',
      sentence: `no plugin makes artifacts of kind "${kind}" for this request`,
      remedy: 'add the plugin that renders this kind under "plugins" in the configuration',
    }),
};
