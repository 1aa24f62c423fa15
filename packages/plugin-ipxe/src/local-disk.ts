import type { ScriptRequest } from '@muster/core';
import { shown } from './words.ts';

/** The first disk, as the BIOS numbers them (INT 13h). */
const FIRST_DISK = '0x80';

/**
 * Hands the machine over to its own disk, and tells the server before. A BIOS disk is started from here; UEFI firmware goes on
 * with its boot order, but only when what it started last reports an error (UEFI 2.10 §3.1.7).
 */
export function localDisk({ baseUrl }: Pick<ScriptRequest, 'baseUrl'>, node: string): string[] {
  return [
    `echo ${shown(`Muster: node ${node} starts from its own disk`)}`,
    `imgfetch --name report ${baseUrl}/v1/report/\${mac:hexhyp}?stage=disk&uuid=\${uuid}&assetkey=\${asset:uristring} || echo Muster: the server was not told (\${errno})`,
    'imgfree',
    'iseq ${platform} pcbios || exit 1',
    `sanboot --no-describe --drive ${FIRST_DISK} || echo Muster: the disk does not start (\${errno})`,
    'exit 1',
  ];
}
