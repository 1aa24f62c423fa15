import { describe, expect, it } from 'vitest';
import { BootFault } from '../../src/firmware/fault.ts';
import { runIpxe } from '../../src/firmware/ipxe-run.ts';
import { expandSettings } from '../../src/firmware/ipxe-script.ts';

interface Seen {
  readonly loaded: string[];
  readonly slept: number[];
}

/** Runs a script; URLs in `missing` cannot be fetched the first time. */
async function run(text: string, missing: readonly string[] = [], scripts: Readonly<Record<string, string>> = {}) {
  const seen: Seen = { loaded: [], slept: [] };
  const left = new Set(missing);
  const fetch = (url: string): void => {
    if (left.delete(url)) throw new BootFault('kernel', 'http-unreachable', url);
  };
  const boot = await runIpxe(text, {
    settings: { mac: '52:54:00:00:00:01', asset: 'a b' },
    load: (kind, name, url) => {
      fetch(url);
      seen.loaded.push(`${kind} ${name} ${url}`);
      return Promise.resolve();
    },
    script: (url) => {
      fetch(url);
      return Promise.resolve(scripts[url] ?? '');
    },
    dhcp: () => {
      seen.loaded.push('address');
      return Promise.resolve();
    },
    sleep: (seconds) => {
      seen.slept.push(seconds);
      return Promise.resolve();
    },
  });
  return { ...seen, ...boot };
}

const BOOT = `#!ipxe
echo booting
imgfree
kernel --name kernel http://s/k initrd=image root=x || goto failed
initrd --name image http://s/i || goto failed
boot || goto failed

:failed
imgfree
:again
sleep 5
chain --replace --autofree http://s/ipxe/\${mac:hexhyp}?assetkey=\${asset:uristring} || echo no answer
goto again
`;

describe('the script runner of a fake iPXE', () => {
  it('loads what the script names, in order, and starts it', async () => {
    expect(await run(BOOT)).toEqual({
      loaded: ['kernel kernel http://s/k', 'initrd image http://s/i'],
      slept: [],
      kernelArgs: ['initrd=image', 'root=x'],
    });
  });

  it('goes where the script sends it after a failure, until a chained script boots', async () => {
    const next = 'http://s/ipxe/52-54-00-00-00-01?assetkey=a%20b';
    const seen = await run(BOOT, ['http://s/i', next], { [next]: BOOT });
    expect(seen.slept).toEqual([5, 5]);
    expect(seen.loaded).toEqual(['kernel kernel http://s/k', 'kernel kernel http://s/k', 'initrd image http://s/i']);
  });

  it('stops at a failure that the script does not care for', async () => {
    await expect(run('#!ipxe\nkernel http://s/k\nboot\n', ['http://s/k'])).rejects.toMatchObject({
      code: 'http-unreachable',
    });
  });

  it('believes a script that three times only tells it to wait', async () => {
    const wait = '#!ipxe\necho nobody knows you\nsleep 15\nchain http://s/w\n';
    await expect(run(wait, [], { 'http://s/w': wait })).rejects.toMatchObject({
      code: 'told-to-wait',
      message: 'nobody knows you',
    });
  });

  it.each([
    ['<html>', 'the script does not begin with #!ipxe'],
    ['#!ipxe\ngoto nowhere\n', 'no label "nowhere"'],
    ['#!ipxe\nimgextract x\n', 'the fake machine\'s iPXE has no command "imgextract"'],
  ])('refuses %j', async (text, message) => {
    await expect(run(text)).rejects.toMatchObject({ code: 'script-invalid', message });
  });

  it('expands settings as iPXE does', () => {
    const settings = { mac: '52:54:00:00:00:01', asset: 'a/b' };
    expect(expandSettings('${mac} ${mac:hexhyp} ${asset:uristring} [${nothing}]', settings)).toBe(
      '52:54:00:00:00:01 52-54-00-00-00-01 a%2Fb []',
    );
  });
});
