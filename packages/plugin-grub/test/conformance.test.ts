import { describeLoaderConformance } from '@muster/testkit';
import { describe, it } from 'vitest';
import { GRUB_LOADER } from './helpers/loader.ts';
import { syntaxErrors } from './helpers/syntax.ts';

const checked = new Map<string, string>();

/** Every configuration is read by grub-script-check besides. */
function through(script: string): string {
  const errors = checked.get(script) ?? syntaxErrors(script);
  checked.set(script, errors);
  if (errors !== '') throw new Error(`grub-script-check: ${errors}\n${script}`);
  return script;
}

describeLoaderConformance('GRUB', { ...GRUB_LOADER, through }, { describe, it });
