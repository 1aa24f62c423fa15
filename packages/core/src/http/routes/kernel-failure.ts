import type { BlobStore } from '../../artifact/types.ts';
import type { EfiPrograms } from '../../efi/index.ts';
import type { BootRequest } from '../../lifecycle/boot-request.ts';
import type { Lifecycle } from '../../lifecycle/hooks.ts';
import type { ProgressEvent } from '../../progress/types.ts';

/** What tells why a loader did not start a kernel. */
export interface KernelFacts {
  readonly lifecycle: Pick<Lifecycle, 'assign'>;
  readonly programs: EfiPrograms;
  readonly blobs: Pick<BlobStore, 'path'>;
}

/** Numbers of GRUB's errors (grub/err.h, 2.06 and 2.12) that a refused signature has. */
const REFUSED: ReadonlySet<string> = new Set(['30', '45']);

/**
 * Why a loader's report says that a kernel did not start, as far as the server knows: GRUB tells the number of its error and
 * whether it is locked down (`lockdown=y`), as it is under Secure Boot alone.
 */
export async function kernelFailure(
  boot: BootRequest,
  { lockdown, error }: Readonly<Record<string, string>>,
  { lifecycle, programs, blobs }: KernelFacts,
): Promise<Pick<ProgressEvent, 'code' | 'detail'>> {
  const number = error !== undefined && /^\d{1,3}$/.test(error) ? error : undefined;
  const told = number === undefined ? '' : ` (error ${number} of GRUB)`;
  if (lockdown !== 'y') return { detail: `the loader did not take the kernel${told}` };
  const digest = (await lifecycle.assign(boot))?.spec.kernel?.digest;
  const blob = digest === undefined ? undefined : await blobs.path(digest);
  const program = blob === undefined ? undefined : await programs.of(blob.file);
  if (blob !== undefined && (program?.signatures.length ?? 0) === 0)
    return { code: 'KERNEL_REFUSED', detail: 'kernel refused: not signed (Secure Boot)' };
  const signers = program?.signatures.map(({ subject, issuer }) => subject ?? issuer).join(', ') ?? 'nobody known';
  if (number !== undefined && REFUSED.has(number))
    return {
      code: 'KERNEL_REFUSED',
      detail: `kernel refused: signed by ${signers}, whom shim does not trust (Secure Boot)`,
    };
  return { detail: `the loader did not take the kernel${told}, which is signed by ${signers} (Secure Boot)` };
}
