import { describe, expect, it } from 'vitest';
import { createEfiPrograms } from '../../src/efi/index.ts';
import { kernelFailure } from '../../src/http/routes/kernel-failure.ts';
import { bootRequest } from '../../src/lifecycle/boot-request.ts';
import type { Lifecycle } from '../../src/lifecycle/hooks.ts';

const of = (kernel: string | undefined, query: Readonly<Record<string, string>>) =>
  kernelFailure(bootRequest(), query, {
    lifecycle: { assign: () => Promise.resolve({ spec: { kernel: { digest: 'k' } } }) } as unknown as Pick<
      Lifecycle,
      'assign'
    >,
    programs: createEfiPrograms(),
    blobs: { path: () => Promise.resolve(kernel === undefined ? undefined : { file: kernel, size: 1 }) },
  });

const UNSIGNED = '/usr/lib/ipxe/snponly.efi';
const SIGNED = '/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed';

describe("a loader's report that a kernel did not start", () => {
  it('is told as a refusal where GRUB is locked down and nobody signed the kernel', async () => {
    expect(await of(UNSIGNED, { lockdown: 'y', error: '45' })).toEqual({
      code: 'KERNEL_REFUSED',
      detail: 'kernel refused: not signed (Secure Boot)',
    });
  });

  it('names who signed a kernel that was refused all the same', async () => {
    const { code, detail } = await of(SIGNED, { lockdown: 'y', error: '45' });
    expect(code).toBe('KERNEL_REFUSED');
    expect(detail).toMatch(/^kernel refused: signed by Debian Secure Boot Signer .*, whom shim does not trust/);
  });

  it('is no refusal for other errors of GRUB, or without Secure Boot', async () => {
    const timeout = await of(SIGNED, { lockdown: 'y', error: '28' });
    expect(timeout.code).toBeUndefined();
    expect(timeout.detail).toContain('(error 28 of GRUB)');
    expect(await of(UNSIGNED, { error: '28', lockdown: '' })).toEqual({
      detail: 'the loader did not take the kernel (error 28 of GRUB)',
    });
  });

  it('says nothing of its own that a machine told', async () => {
    for (const error of ['', 'x'.repeat(500), '45; rm', '4500'])
      expect((await of(undefined, { error })).detail).toBe('the loader did not take the kernel');
  });
});
