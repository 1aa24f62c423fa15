import { access } from 'node:fs/promises';
import { messageOf } from '../errors/index.ts';
import type { Logger } from '../plugin/types.ts';

/**
 * Places a program's files for its start. When that fails and `file` is there from before, the program is to start with
 * that: the failure is logged, and the result is undefined. Without one this rejects.
 */
export async function orBefore<T>(
  { name, file, log }: { readonly name: string; readonly file: string; readonly log: Logger },
  place: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await place();
  } catch (error) {
    const before = await access(file).then(
      () => true,
      () => false,
    );
    if (!before) throw error;
    log.error({ err: error }, `${name} starts with what it had before: ${messageOf(error)}`);
    return undefined;
  }
}
