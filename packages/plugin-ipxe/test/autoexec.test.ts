import type { Transport } from '@muster/core';
import { testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import ipxe from '../src/index.ts';

describe('what newer iPXE runs first', () => {
  it.each<Transport>(['tftp', 'http'])(
    'is at the root and beside every binary over %s, and fetches the script of the machine',
    async (transport) => {
      const test = await testPlugin(ipxe, { config: { folders: ['/nonexistent'] } });
      for (const folder of ['', '/ipxe/bios', '/ipxe/uefi-x86_64', '/ipxe/uefi-arm64']) {
        const reply = await test.fetch(`${folder}/autoexec.ipxe`, { transport });
        expect(reply).toMatchObject({ status: 200, headers: { 'Cache-Control': 'no-store' } });
        expect(reply.body.kind === 'bytes' && Buffer.from(reply.body.bytes).toString()).toBe(`#!ipxe
:again
dhcp && chain --replace --autofree http://10.0.0.1:9873/ipxe/\${mac:hexhyp}?uuid=\${uuid}&assetkey=\${asset:uristring} || echo Muster: no script from http://10.0.0.1:9873 yet (\${errno}), asking again in 5 s
sleep 5
goto again
`);
      }
    },
  );
});
