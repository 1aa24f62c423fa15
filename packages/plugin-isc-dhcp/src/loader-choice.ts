import type { LoaderChoice } from '@muster/core';

/** What a choice is called in configurations: `grub`, `grub-secure-boot`. */
export function choiceName({ loader, secureBoot }: LoaderChoice): string {
  return secureBoot ? `${loader}-secure-boot` : loader;
}
