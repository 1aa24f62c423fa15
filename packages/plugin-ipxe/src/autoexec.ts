import { type PluginContext, type Route, textReply } from '@muster/core';
import { IDENTITY } from './boot-file.ts';

/** Debian 13's build, loaded by PXE, asks for it at the root (seen with ipxe.efi under OVMF); others beside themselves. */
const PATHS = ['/autoexec.ipxe', '/ipxe/:platform/autoexec.ipxe'];

/**
 * iPXE 1.21 and later looks for `autoexec.ipxe` by TFTP or HTTP, as it was loaded itself, before it does anything else. `dhcp`
 * asks for an address at once, where its own `autoboot` first waits for IPv6 routers (up to 16 s); the script is the same.
 */
export function autoexecRoutes({ lifecycle }: PluginContext, retrySeconds: number): Route[] {
  return PATHS.map((path) => ({
    path,
    summary: 'What newer iPXE runs first: it fetches the machine’s script',
    handle: ({ boot }) =>
      textReply(200, autoexecScript(lifecycle.endpoints(boot).baseUrl, retrySeconds), {
        headers: { 'Cache-Control': 'no-store' },
      }),
  }));
}

function autoexecScript(baseUrl: string, retrySeconds: number): string {
  return `#!ipxe
:again
dhcp && chain --replace --autofree ${baseUrl}/ipxe/${IDENTITY} || echo Muster: no script from ${baseUrl} yet (\${errno}), asking again in ${retrySeconds} s
sleep ${retrySeconds}
goto again
`;
}
