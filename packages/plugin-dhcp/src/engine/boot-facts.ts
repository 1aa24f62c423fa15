import type { ProgressEvent } from '@muster/core';
import { classifyDhcp, type DhcpMessage, OPTIONS, readOption } from '@muster/wire';
import type { BootAnswer } from './boot-file.ts';

type BootFacts = Pick<ProgressEvent, 'outcome' | 'clientClass' | 'code' | 'detail'>;

/** What an acknowledgement means for the client's boot: whether it can go on from here. */
export function bootFacts(message: DhcpMessage, boot: BootAnswer | undefined): BootFacts {
  if (boot === undefined) return withoutFile(message);
  // iPXE and ROMs take an answer without `siaddr` for none, and ask port 4011 until they give up.
  if (boot.siaddr !== 0 || boot.bootFile.file.includes('://')) return { outcome: 'done' };
  const detail = `boot file ${boot.bootFile.file} without the address of its server`;
  return { outcome: 'failed', code: 'NEXT_SERVER_MISSING', detail };
}

function withoutFile(message: DhcpMessage): BootFacts {
  const vendor = readOption(message, OPTIONS.vendorClass) ?? '';
  if (!/^(PXE|HTTP)Client/.test(vendor) || classifyDhcp(message) !== undefined) return { outcome: 'done' };
  const codes = message.options.get(OPTIONS.clientArchitecture.code);
  const architecture =
    codes === undefined || codes.length < 2 ? vendor : `architecture ${(codes[0] ?? 0) * 256 + (codes[1] ?? 0)}`;
  return { outcome: 'done', clientClass: 'unknown', detail: `network boot firmware of ${architecture}` };
}
