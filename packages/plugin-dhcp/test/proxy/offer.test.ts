import { encodeDhcp, MessageType } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import * as firmware from '../../../wire/test/fixtures/firmware.ts';
import { clientMessage, KNOWN_MAC, number, pxeOptions, SERVER } from '../support.ts';
import { ask, proxyBench, told } from './proxy-bench.ts';

const { DISCOVER, REQUEST, INFORM, RELEASE, DECLINE, OFFER } = MessageType;
const CLUSTER = { type: OFFER, yiaddr: 0, siaddr: number(SERVER), server: SERVER, vendorOptions: '' };
const MAC = { devices: { default: { hwaddr: firmware.ovmfPxe.mac, address: '10.0.0.12' } } };
const KNOWN = { nodes: { n2: MAC } };

describe('ProxyDHCP on port 67', () => {
  it.each([
    [firmware.ovmfPxe, 'uefi-x86_64', {}],
    [firmware.aavmfPxe, 'uefi-arm64', {}],
    [firmware.ipxeBios, 'bios-ipxe', {}],
    [firmware.ipxeEfi, 'uefi-x86_64-ipxe', {}],
    [firmware.undionlyChained, 'bios-ipxe', {}],
    // PXE_DISCOVERY_CONTROL, bypass: a ROM by the letter of PXE 2.1 would look for boot servers.
    [firmware.plainPxeRom, 'bios', { vendorOptions: '060108ff' }],
  ])('offers $name the boot file of its class beside its address', async ({ packet, mac }, id, more) => {
    const heard = await ask(proxyBench(KNOWN).proxy, packet);
    const file = `boot/${id}`;
    expect(heard.map(told)).toEqual([{ ...CLUSTER, file, name: file, vendor: 'PXEClient', ...more }]);
    expect(heard).toMatchObject([{ network: 'cluster', address: '255.255.255.255', port: 68 }]);
    const chaddr = Buffer.from(heard[0]?.message.chaddr ?? []).toString('hex');
    expect(chaddr).toBe(mac.replaceAll(':', ''));
    // RFC 4578 §2.3: the machine identifier comes back.
    expect(heard[0]?.message.options.get(97)).toBeDefined();
    // Addresses and leases are the other server's.
    for (const code of [1, 3, 6, 12, 51, 58, 59]) expect(heard[0]?.message.options.has(code)).toBe(false);
  });

  it('answers UEFI HTTP Boot as HTTPClient', async () => {
    const heard = await ask(proxyBench(KNOWN).proxy, firmware.ovmfHttp.packet);
    expect(heard.map(told)).toMatchObject([{ ...CLUSTER, file: 'boot/uefi-x86_64-http', vendor: 'HTTPClient' }]);
  });

  it.each([firmware.udhcpc, firmware.networkd])('leaves $name to the other server', async ({ packet }) => {
    const { proxy } = proxyBench(KNOWN);
    expect(await ask(proxy, packet)).toEqual([]);
    expect(proxy.dropped.get('no-network-boot')).toBe(1);
  });

  it('answers nothing but DISCOVER, also what names it as the server', async () => {
    const { proxy } = proxyBench();
    const facts = { mac: KNOWN_MAC, server: SERVER, wanted: '10.0.0.11', options: pxeOptions(7) };
    for (const type of [REQUEST, INFORM, RELEASE, DECLINE, undefined]) {
      const message = clientMessage({ ...facts, ...(type === undefined ? {} : { type }) });
      expect(await ask(proxy, encodeDhcp(message))).toEqual([]);
    }
    expect(proxy.dropped.get('not-for-a-proxy')).toBe(5);
  });

  it('offers a machine nobody knows something on every wire it may be on, each with the server there', async () => {
    const heard = await ask(proxyBench().proxy, firmware.ovmfPxe.packet);
    expect(heard.map(told)).toMatchObject([CLUSTER, { ...CLUSTER, siaddr: number('10.1.0.1'), server: '10.1.0.1' }]);
  });

  it('keeps quiet to machines nobody knows where it is told to', async () => {
    const options = { unknown: 'ignore' } as const;
    expect(await ask(proxyBench({ options }).proxy, firmware.ovmfPxe.packet)).toEqual([]);
    expect(await ask(proxyBench({ options, ...KNOWN }).proxy, firmware.ovmfPxe.packet)).toHaveLength(1);
  });

  it('answers by the relay agent that asks, with its option 82', async () => {
    const relay: [number, Uint8Array] = [82, Uint8Array.of(1, 2, 65, 66)];
    const message = clientMessage({ type: DISCOVER, giaddr: '10.1.0.9', options: [...pxeOptions(7), relay] });
    const [heard, ...others] = await ask(proxyBench().proxy, encodeDhcp(message));
    expect(others).toEqual([]);
    expect(heard).toMatchObject({ network: 'ipmi', address: '10.1.0.9', port: 67 });
    expect(heard?.message.giaddr).toBe(number('10.1.0.9'));
    expect(Buffer.from(heard?.message.options.get(82) ?? []).toString('hex')).toBe('01024142');
  });

  it('answers no relay agent of a network it does not serve', async () => {
    const message = clientMessage({ type: DISCOVER, giaddr: '192.0.2.1', options: pxeOptions(7) });
    const { proxy } = proxyBench();
    expect(await ask(proxy, encodeDhcp(message))).toEqual([]);
    expect(proxy.dropped.get('unserved-network')).toBe(1);
  });

  it('keeps quiet where no loader has a boot file', async () => {
    const lifecycle = { render: () => Promise.resolve(undefined) };
    const { proxy } = proxyBench({ ...KNOWN, lifecycle });
    expect(await ask(proxy, firmware.ovmfPxe.packet)).toEqual([]);
    expect(proxy.dropped.get('no-boot-file')).toBe(1);
  });

  const named = { endpoints: () => ({ baseUrl: 'http://boot', nextServer: 'tftp.example' }) };

  it('names itself as the server of a URL where there is no address of another: iPXE wants one', async () => {
    const render = () => Promise.resolve({ file: 'http://boot/x' }) as never;
    const { proxy, events } = proxyBench({ ...KNOWN, lifecycle: { ...named, render } });
    expect((await ask(proxy, firmware.ipxeEfi.packet)).map(told)).toMatchObject([
      { siaddr: number(SERVER), file: 'http://boot/x' },
    ]);
    expect(events).toEqual([]);
  });

  it('tells in the timeline that a file without the address of its server cannot be fetched', async () => {
    const { proxy, events } = proxyBench({ ...KNOWN, lifecycle: named });
    await ask(proxy, firmware.ovmfPxe.packet);
    expect(events).toMatchObject([{ node: 'n2', stage: 'dhcp', outcome: 'failed', code: 'NEXT_SERVER_MISSING' }]);
  });

  it('begins a boot of the node with its DISCOVER', async () => {
    const { proxy, parts } = proxyBench(KNOWN);
    await ask(proxy, firmware.ovmfPxe.packet);
    expect((parts.sessions as unknown as { of(name: string): unknown }).of('n2')).toMatchObject({
      clientClass: 'uefi-x86_64',
      state: 'open',
    });
  });
});
