import type { FieldChange } from '@muster/core';
import type { CliContext } from './context.ts';

const NAMING: readonly (string | undefined)[] = ['image', 'systemOverlays', 'runtimeOverlays'];

/** Tells on standard error what a change names that does not exist; the change itself is done all the same. */
export async function noteMissing(context: CliContext, changes: readonly FieldChange[]): Promise<void> {
  if (!changes.some(({ path: [field] }) => NAMING.includes(field))) return;
  const { planCalls } = await import('@muster/core/client');
  const control = await context.control();
  for (const sentence of await control.call(planCalls.missing, { changes: [...changes] })) context.note(sentence);
}
