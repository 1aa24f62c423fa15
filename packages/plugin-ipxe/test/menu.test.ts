import { sampleImage, testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import ipxe from '../src/index.ts';

const config = { folders: ['/nonexistent'] };
const registry = (boot: object) => ({
  nodes: { n01: { image: 'debian', boot, networkDevices: { default: { hwaddr: '52:54:00:00:00:01' } } } },
});
const scriptOf = async (boot: object, images = [sampleImage()]): Promise<string> =>
  (await testPlugin(ipxe, { config, registry: registry(boot), images })).text('/ipxe/52-54-00-00-00-01');

const DISK = `echo Muster: node n01 starts from its own disk
imgfetch --name report http://10.0.0.1:9873/v1/report/\${mac:hexhyp}?stage=disk&uuid=\${uuid}&assetkey=\${asset:uristring} || echo Muster: the server was not told (\${errno})
imgfree
iseq \${platform} pcbios || exit 1
sanboot --no-describe --drive 0x80 || echo Muster: the disk does not start (\${errno})
exit 1
`;

describe('the iPXE script', () => {
  it('of a node that boots from its own disk starts that, whatever its image is', async () => {
    expect(await scriptOf({ from: 'disk' }, [])).toBe(
      `#!ipxe\necho\necho Muster: server http://10.0.0.1:9873\n\n${DISK}`,
    );
  });

  it('of a node with a menu offers payload and disk, and boots the usual one by itself', async () => {
    const script = await scriptOf({ timeout: 10 });
    expect(script).toContain(`menu Muster: node n01
item payload Boot image debian in a single stage
item disk Start from the machine's own disk
choose --timeout 10000 --default payload chosen || set chosen payload
goto \${chosen}

:payload
imgfree
kernel`);
    expect(script).toContain(`boot || goto failed\n\n:disk\n${DISK}\n:failed\n`);
  });

  it('waits for somebody to choose, and has the disk first, where the node says so', async () => {
    const script = await scriptOf({ timeout: -1, from: 'disk' });
    expect(script).toContain('choose --default disk chosen || set chosen disk\n');
    expect(await scriptOf({ timeout: -1, from: 'disk' }, [])).not.toContain('choose');
    expect(await scriptOf({ timeout: 0 })).not.toContain('menu');
  });
});
