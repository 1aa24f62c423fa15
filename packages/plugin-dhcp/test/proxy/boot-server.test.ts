import { type DhcpMessage, encodeDhcp, MessageType } from '@muster/wire';
import { describe, expect, it } from 'vitest';
import * as firmware from '../../../wire/test/fixtures/firmware.ts';
import { decode, number, SERVER } from '../support.ts';
import { ask, proxyBench, told } from './proxy-bench.ts';

const { ACK, REQUEST, OFFER, DISCOVER, RELEASE } = MessageType;
const HERE = { remoteAddress: '10.0.0.119', localAddress: number(SERVER) };
const ANSWER = { type: ACK, yiaddr: 0, siaddr: number(SERVER), server: SERVER, vendor: 'PXEClient', vendorOptions: '' };

/** The REQUEST a machine sends to port 4011 once it has its address. */
function request({ packet }: firmware.FirmwarePacket, type: number = REQUEST): Uint8Array {
  const message: DhcpMessage = { ...decode(packet), ciaddr: number('10.0.0.119') };
  message.options.set(53, Uint8Array.of(type));
  return encodeDhcp(message);
}

describe('the boot server on port 4011', () => {
  it.each([
    // OVMF asks from 4011, iPXE and ROMs from 68: each on the port it wants the answer on.
    [firmware.ovmfPxe, 4011, 'boot/uefi-x86_64', ''],
    [firmware.ipxeEfi, 68, 'boot/uefi-x86_64-ipxe', ''],
    [firmware.undionlyChained, 68, 'boot/bios-ipxe', ''],
    [firmware.plainPxeRom, 68, 'boot/bios', '060108ff'],
  ])('acknowledges $name on the port it asks from', async (sender, remotePort, file, vendorOptions) => {
    const heard = await ask(proxyBench().boot, request(sender), { ...HERE, remotePort });
    expect(heard).toMatchObject([{ network: 'cluster', address: '10.0.0.119', port: remotePort }]);
    expect(heard.map(told)).toEqual([{ ...ANSWER, file, name: file, vendorOptions }]);
    expect(heard[0]?.message.ciaddr).toBe(number('10.0.0.119'));
  });

  it('answers for the item of the menu that a ROM has chosen', async () => {
    const { packet } = firmware.bootServerRequest;
    const heard = await ask(proxyBench().boot, packet, HERE);
    expect(heard).toMatchObject([{ address: '10.0.0.119', port: 68, message: { xid: 0, flags: 0x8000 } }]);
    // 71: type 0x8000, layer 0, as asked.
    expect(heard.map(told)).toMatchObject([{ ...ANSWER, file: 'boot/bios', vendorOptions: '060108470480000000ff' }]);
  });

  it('offers to a DISCOVER, as some firmware sends one here', async () => {
    const [heard] = await ask(proxyBench().boot, request(firmware.ovmfPxe, DISCOVER), HERE);
    expect(heard && told(heard)).toMatchObject({ ...ANSWER, type: OFFER });
  });

  it('sends nothing to other networks, whoever asks', async () => {
    const { boot } = proxyBench();
    for (const remoteAddress of ['192.0.2.7', '0.0.0.0', '::1']) {
      expect(await ask(boot, request(firmware.ovmfPxe), { ...HERE, remoteAddress })).toEqual([]);
    }
    expect(boot.dropped.get('unserved-network')).toBe(3);
  });

  it('leaves everything else unanswered', async () => {
    const { boot } = proxyBench({ options: { unknown: 'ignore' } });
    expect(await ask(boot, request(firmware.ovmfPxe), HERE)).toEqual([]);
    expect(boot.dropped.get('unknown-machine')).toBe(1);
    const { boot: open } = proxyBench();
    expect(await ask(open, request(firmware.udhcpc), HERE)).toEqual([]);
    expect(await ask(open, request(firmware.ovmfPxe, RELEASE), HERE)).toEqual([]);
    expect([...open.dropped]).toEqual([
      ['no-network-boot', 1],
      ['not-for-a-proxy', 1],
    ]);
  });
});
