import { isMusterError } from '../errors/index.ts';
import { operationErrors } from '../errors/operations.ts';
import { RegistryInvalidError } from '../errors/registry.ts';
import type { RegistryEdit, RegistryStore } from '../registry/types.ts';
import { changeBody, type FieldChange } from './change.ts';

type Body = Readonly<Record<string, unknown>>;

/**
 * Throws FIELD_UNKNOWN for a field to be taken out that entries cannot have. A field that they can have, and do not, is taken
 * out already. The registry itself is asked, with the field set to null, because plugins contribute fields.
 */
export async function checkUnset(
  registry: Pick<RegistryStore, 'preview'>,
  kind: RegistryEdit['kind'],
  entries: readonly { readonly name: string; readonly body: Body }[],
  changes: readonly FieldChange[],
): Promise<void> {
  const [entry] = entries;
  if (entry === undefined) return;
  for (const { path, value } of changes) {
    if (value !== undefined || entries.some(({ body }) => has(body, path))) continue;
    const body = changeBody(entry.body, [{ path, value: null }]);
    try {
      await registry.preview([{ kind, name: entry.name, body }]);
    } catch (error) {
      if (!isMusterError(error) || error.code !== 'REGISTRY_INVALID') throw error;
      const [problem] = error instanceof RegistryInvalidError ? error.problems : [];
      throw operationErrors.unknownField(path.join('.'), problem?.sentence ?? error.sentence);
    }
  }
}

function has(body: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return typeof body === 'object' && body !== null && Object.hasOwn(body, key) && has((body as Body)[key], rest);
}
