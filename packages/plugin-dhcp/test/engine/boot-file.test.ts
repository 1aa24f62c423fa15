import { CLIENT_CLASSES, MessageType, OPTIONS, readOption } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BootLifecycle } from '../../src/engine/boot-file.ts';
import { type Bench, BOOTS, bench, clientMessage, type Heard, KNOWN_MAC, number, pxeOptions } from '../support.ts';

const { DISCOVER, REQUEST } = MessageType;

/** A lifecycle whose loader gives this file; `seen` collects what it was asked. */
function loader(file: string, options?: ReadonlyMap<number, Uint8Array>, seen: unknown[] = []): BootLifecycle {
  const render = (kind: string, request: unknown) => {
    seen.push({ kind, request });
    return Promise.resolve({ file, ...(options === undefined ? {} : { options }) });
  };
  return { ...BOOTS, render: render };
}

function text(heard: Heard | undefined, code: number): string | undefined {
  const value = heard?.message.options.get(code);
  return value && Buffer.from(value).toString();
}

describe('the boot file', () => {
  let at: Bench;
  beforeEach(async () => {
    at = await bench();
  });
  afterEach(() => at.close());

  it('stands in the BOOTP fields as well as in options 66 and 67', async () => {
    const [heard] = await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(7) }));
    expect(heard?.message).toMatchObject({ siaddr: number('10.0.0.1'), file: 'boot/uefi-x86_64' });
    expect(text(heard, 66)).toBe('10.0.0.1');
    expect(text(heard, 67)).toBe('boot/uefi-x86_64');
  });

  it('is the one for the class of the client', async () => {
    const files: (string | undefined)[] = [];
    for (const arch of [0, 7, 9, 11]) {
      files.push(
        text((await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(arch) })))[0], 67),
      );
    }
    const ipxe: [number, Uint8Array][] = [...pxeOptions(7), [77, Buffer.from('iPXE')]];
    files.push(text((await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: ipxe })))[0], 67));
    expect(files).toEqual([
      'boot/bios',
      'boot/uefi-x86_64',
      'boot/uefi-x86_64',
      'boot/uefi-arm64',
      'boot/uefi-x86_64-ipxe',
    ]);
  });

  it('is the same in the acknowledgement', async () => {
    const facts = { mac: KNOWN_MAC, options: pxeOptions(7) };
    const [offer] = await at.ask(clientMessage({ ...facts, type: DISCOVER }));
    const [ack] = await at.ask(clientMessage({ ...facts, type: REQUEST, server: '10.0.0.1', wanted: '10.0.0.11' }));
    expect(ack?.message.file).toBe(offer?.message.file);
    expect(text(ack, 67)).toBe(text(offer, 67));
  });

  it('is told to nobody who is not booting from the network', async () => {
    const [heard] = await at.ask(
      clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: [[60, Buffer.from('udhcp 1.35.0')]] }),
    );
    expect(heard?.message).toMatchObject({ siaddr: 0, file: '' });
    expect([60, 66, 67].map((code) => heard?.message.options.has(code))).toEqual([false, false, false]);
  });

  it('comes with HTTPClient in option 60 for UEFI HTTP Boot, and with nothing there for PXE', async () => {
    const [http] = await at.ask(
      clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(16, 'HTTPClient') }),
    );
    const [pxe] = await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(7) }));
    expect(text(http, 60)).toBe('HTTPClient');
    expect(text(pxe, 60)).toBeUndefined();
  });

  it('comes with the machine identifier of the client (RFC 4578)', async () => {
    const options = pxeOptions(7);
    const [heard] = await at.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options }));
    expect(heard?.message.options.get(97)).toEqual(new Map(options).get(97));
  });

  it('brings the options of its loader', async () => {
    const own = await bench({}, { lifecycle: loader('x.efi', new Map([[175, Uint8Array.of(176, 1, 1)]])) });
    const [heard] = await own.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(7) }));
    await own.close();
    expect(heard?.message.options.get(175)).toEqual(Uint8Array.of(176, 1, 1));
  });

  it('stands in option 67 alone when it is too long for the BOOTP field', async () => {
    const url = `http://10.0.0.1:9873/${'long/'.repeat(30)}x.efi`;
    const own = await bench({}, { lifecycle: loader(url) });
    const [heard] = await own.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(7) }));
    await own.close();
    expect(heard?.message.file).toBe('');
    expect(text(heard, 67)).toBe(url);
  });

  it('is asked for with what the packet said', async () => {
    const seen: unknown[] = [];
    const own = await bench({}, { lifecycle: loader('x.efi', undefined, seen) });
    await own.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(7) }));
    await own.close();
    expect(seen).toMatchObject([
      {
        kind: 'boot-file',
        request: {
          loader: 'fake',
          baseUrl: 'http://10.0.0.1:9873',
          nextServer: '10.0.0.1',
          clientClass: CLIENT_CLASSES.find(({ id }) => id === 'uefi-x86_64'),
          request: {
            door: 'dhcp',
            mac: KNOWN_MAC,
            uuid: '4c4c4544-0000-4000-8000-525400123456',
            network: 'cluster',
            localAddress: '10.0.0.1',
            dhcp: { giaddr: '0.0.0.0', messageType: DISCOVER },
          },
        },
      },
    ]);
  });

  it('is missing, and the address is not, when the plugin fails or has none', async () => {
    const failing = { ...BOOTS, assign: () => Promise.reject(new Error('broken plugin')) };
    const empty = { ...BOOTS, render: (() => Promise.resolve(undefined)) as unknown as BootLifecycle['render'] };
    for (const lifecycle of [failing, empty]) {
      const own = await bench({}, { lifecycle });
      const [heard] = await own.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(7) }));
      await own.close();
      expect(heard?.message).toMatchObject({ yiaddr: number('10.0.0.11'), siaddr: 0, file: '' });
    }
  });

  it('has room when the client takes 576 octets only: the least important options are left out', async () => {
    const url = `http://10.0.0.1:9873/${'x'.repeat(245)}`;
    const own = await bench({}, { lifecycle: loader(url) });
    const [heard] = await own.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(7) }));
    await own.close();
    expect(text(heard, 67)).toBe(url);
    expect(heard?.message.options.has(OPTIONS.hostName.code)).toBe(false);
    expect(heard?.message).toMatchObject({ file: '', sname: '' });
    expect(readOption(heard?.message ?? clientMessage({}), OPTIONS.routers)).toEqual([number('10.0.0.254')]);
  });

  it('is given up, with the packet, when the client cannot take it', async () => {
    const own = await bench({}, { lifecycle: loader(`http://10.0.0.1:9873/${'x'.repeat(400)}`) });
    expect(await own.ask(clientMessage({ type: DISCOVER, mac: KNOWN_MAC, options: pxeOptions(7) }))).toEqual([]);
    expect(own.engine.dropped.get('reply-too-large')).toBe(1);
    await own.close();
  });
});
