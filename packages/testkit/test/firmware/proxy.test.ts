import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  type DhcpMessage,
  decodeDhcp,
  encodeDhcp,
  MessageType,
  OPTIONS,
  parseIPv4,
  replyTo,
  writeOption,
} from '@muster/wire';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BootReport, bootMachine, fakeMachine, type RelayAgent } from '../../src/index.ts';
import { NODE, PROXY, type ServedSite, servedSite } from './served-site.ts';

const number = (address: string): number => parseIPv4(address) ?? 0;

describe('a fake machine where one server gives addresses and a proxy boot files', () => {
  let site: ServedSite;
  const closers: (() => unknown)[] = [];
  beforeAll(async () => {
    site = await servedSite({ proxy: true });
  });
  afterAll(() => site.close());
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function boot(clientClass: string, options = {}, others?: readonly string[]): Promise<BootReport> {
    const relay: RelayAgent = await site.relay(others === undefined ? {} : { others });
    closers.push(() => relay.close());
    const machine = fakeMachine({ mac: NODE.mac, name: 'n01', clientClass });
    return bootMachine(machine, { relay, tftpPort: site.tftpPort, pxePort: site.pxePort, speed: 100, ...options });
  }

  it.each(['uefi-x86_64', 'bios', 'uefi-x86_64-http', 'bios-ipxe'])(
    'of class %s takes its address from the one and its boot file from the other',
    async (clientClass) => {
      const report = await boot(clientClass);
      expect(report).toMatchObject({ outcome: 'up', address: NODE.address, faults: [], restarts: 0 });
    },
  );

  it('without the proxy is told nothing to boot', async () => {
    const report = await boot('bios', { restarts: 0 }, []);
    expect(report).toMatchObject({ outcome: 'failed', failure: { code: 'no-boot-file' } });
  });

  /** A proxy that names no file in its offers, as dnsmasq's pxe-service does: the machine is to ask port 4011 of Muster. */
  async function silentProxy(): Promise<string> {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    const address = '127.78.0.2';
    socket.bind(site.dhcpPort, address);
    await once(socket, 'listening');
    closers.push(() => socket.close());
    socket.on('message', (packet, from) => {
      const decoded = decodeDhcp(packet);
      if (!decoded.ok || decoded.message.options.get(53)?.[0] !== MessageType.DISCOVER) return;
      const offer: DhcpMessage = replyTo(decoded.message);
      writeOption(offer, OPTIONS.messageType, MessageType.OFFER);
      writeOption(offer, OPTIONS.serverIdentifier, number(PROXY));
      writeOption(offer, OPTIONS.vendorClass, 'PXEClient');
      socket.send(encodeDhcp(offer), from.port, from.address);
    });
    return address;
  }

  it('asks port 4011 where the offer of the proxy names no file', async () => {
    const report = await boot('uefi-x86_64', { restarts: 0, skip: ['image'] }, [await silentProxy()]);
    // iPXE, once loaded, asks from port 68, which takes root: what is tested is the firmware's question.
    expect(report.stages.map(({ stage }) => stage).slice(0, 2)).toEqual(['dhcp', 'boot-file']);
  });
});
