import type { imageCalls, Outcome } from '@muster/core/client';

type SecureBoot = Outcome<typeof imageCalls.show>['secureBoot'];

/** Whether an image can boot under Secure Boot, and a field for each program that its boot starts, by its path. */
export function secureBootRow({ bootable, reasons, programs }: SecureBoot): Readonly<Record<string, string>> {
  return {
    secureBoot: bootable ? 'can boot' : `cannot boot: ${reasons.join('; ')}`,
    ...Object.fromEntries(programs.map((program) => [`${program.from} ${program.path}`, toldOf(program)])),
  };
}

function toldOf({ signatures, sbat }: SecureBoot['programs'][number]): string {
  const signers = signatures.map(({ subject, issuer }) => (subject === undefined ? issuer : `${subject} (${issuer})`));
  const generations = Object.entries(sbat).map(([component, generation]) => `${component} ${generation}`);
  return [
    signers.length === 0 ? 'not signed' : `signed by ${signers.join(' and by ')}`,
    ...(generations.length === 0 ? [] : [`SBAT ${generations.join(', ')}`]),
  ].join('; ');
}
