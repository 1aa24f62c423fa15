import { runLoaderConformance } from '@muster/testkit';
import { expect, it } from 'vitest';
import { GRUB_LOADER } from './helpers/loader.ts';
import { MUTANTS } from './helpers/mutants.ts';

it.each(Object.entries(MUTANTS))('the suite finds out a configuration that %s', async (_name, { change, at }) => {
  let changed = 0;
  const through = (script: string): string => {
    const broken = change(script);
    if (broken !== script) changed += 1;
    return broken;
  };
  const [result] = await runLoaderConformance({ ...GRUB_LOADER, through }, { only: ({ id }) => id === at });
  expect(changed).toBeGreaterThan(0);
  expect(result?.outcome.kind).toBe('failed');
  const { outcome } = result ?? {};
  expect(outcome?.kind === 'failed' && outcome.error.name).toBe('LoaderNonconformance');
});
