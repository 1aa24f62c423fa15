import type { Where } from '@muster/core';

/** `file:line`, or the path of keys where there is no file. */
export function placeOf(where: Where | undefined): string {
  if (where?.file === undefined) return where?.path ?? '';
  return where.line === undefined ? where.file : `${where.file}:${where.line}`;
}
