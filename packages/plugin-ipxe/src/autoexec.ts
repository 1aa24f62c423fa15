import { type PluginContext, type Route, textReply } from '@muster/core';
import { IDENTITY } from './boot-file.ts';

/**
 * iPXE 1.21 and later looks for `autoexec.ipxe` beside itself, by TFTP or HTTP as it was loaded, before it does anything else. `dhcp`
 * asks for an address at once, where its own `autoboot` first waits for IPv6 routers (up to 16 s); the script is the same.
 */
export function autoexecRoute({ lifecycle }: PluginContext, retrySeconds: number): Route {
  return {
    path: '/ipxe/:platform/autoexec.ipxe',
    summary: 'What newer iPXE runs first: it fetches the machine’s script',
    handle: ({ boot }) =>
      textReply(200, autoexecScript(lifecycle.endpoints(boot).baseUrl, retrySeconds), {
        headers: { 'Cache-Control': 'no-store' },
      }),
  };
}

function autoexecScript(baseUrl: string, retrySeconds: number): string {
  return `#!ipxe
:again
dhcp && chain --replace --autofree ${baseUrl}/ipxe/${IDENTITY} || echo Muster: no script from ${baseUrl} yet (\${errno}), asking again in ${retrySeconds} s
sleep ${retrySeconds}
goto again
`;
}
