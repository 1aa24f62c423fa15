import { createRequire } from 'node:module';
import path from 'node:path';
import { pluginErrors } from '../errors/index.ts';

/** Package names a short plugin name stands for, in the order they are tried. */
export function candidates(name: string): readonly string[] {
  if (isPath(name) || name.startsWith('@') || name.includes('/')) return [name];
  return [`@muster/plugin-${name}`, `muster-plugin-${name}`, name];
}

/**
 * Finds the file of a plugin: each candidate first from the configuration's folder, then from the installation, so
 * that an unrelated package of the same short name never hides a standard plugin. Throws PLUGIN_NOT_FOUND.
 */
export function resolvePlugin(name: string, folders: readonly string[]): string {
  const tried = candidates(name);
  for (const candidate of tried) {
    for (const folder of isPath(candidate) ? folders.slice(0, 1) : folders) {
      const file = tryResolve(candidate, folder);
      if (file !== undefined) return file;
    }
  }
  throw pluginErrors.notFound(name, tried, folders.join(' and '));
}

function isPath(name: string): boolean {
  return name.startsWith('./') || name.startsWith('../') || path.isAbsolute(name);
}

/** Node 20's import.meta.resolve takes no parent, so the `default` export condition is looked up through require. */
function tryResolve(candidate: string, folder: string): string | undefined {
  try {
    return createRequire(path.join(folder, 'muster.config.js')).resolve(candidate);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}
