import type { BootSession, Sighting } from '@muster/core';
import { MessageType } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, bench, clientMessage, KNOWN_MAC, pxeOptions, sessionsInMemory, STRANGER_MAC } from '../support.ts';

describe('boots', () => {
  const sessions = sessionsInMemory(() => made.snapshot);
  let made: Bench;
  beforeEach(async () => {
    made = await bench({}, { sessions });
  });
  afterEach(() => made.close());

  const ask = (type: number, options: [number, Uint8Array][], mac = KNOWN_MAC) =>
    made.ask(clientMessage({ type, mac, options, wanted: '10.0.0.11', server: '10.0.0.1' }));

  it('are opened by firmware and loaders that ask for an address, of nodes and of machines nobody knows', async () => {
    await ask(MessageType.DISCOVER, pxeOptions(7));
    const boot = sessions.of('n1');
    expect(boot).toMatchObject({ mac: KNOWN_MAC, clientClass: 'uefi-x86_64', state: 'open' });
    await ask(MessageType.REQUEST, pxeOptions(7));
    await ask(MessageType.DISCOVER, [...pxeOptions(7), [77, Buffer.from('iPXE')]]);
    expect(sessions.of('n1')?.id).toBe(boot?.id);
    sessions.sight({ step: 'script', node: 'n1', time: made.clock });
    await ask(MessageType.DISCOVER, [...pxeOptions(7), [77, Buffer.from('iPXE')]]);
    expect(sessions.of('n1')?.id).not.toBe(boot?.id);
    await ask(MessageType.DISCOVER, pxeOptions(0), STRANGER_MAC);
    expect(sessions.of(STRANGER_MAC)?.clientClass).toBe('bios');
  });

  it('tell of a machine nobody knows what its packets say: vendor class, UUID, relay and network', async () => {
    const seen: Sighting[] = [];
    const sight = (sighting: Sighting): BootSession => {
      seen.push(sighting);
      return sessions.sight(sighting);
    };
    const watched = await bench({}, { sessions: { sight } });
    const uuid = Buffer.from('0044454c4c000000408000000000000001', 'hex');
    const options: [number, Uint8Array][] = [...pxeOptions(7), [97, uuid]];
    const asked = { type: MessageType.DISCOVER, mac: STRANGER_MAC, options, giaddr: '10.0.0.254' };
    await watched.ask(clientMessage(asked));
    await watched.ask(clientMessage({ ...asked, mac: KNOWN_MAC }));
    await watched.close();
    const [stranger, node] = seen;
    expect(stranger).toMatchObject({
      mac: STRANGER_MAC,
      step: 'firmware',
      about: {
        relay: '10.0.0.254',
        network: 'cluster',
        uuid: '4c4c4544-0000-4000-8000-000000000001',
        vendorClass: expect.stringMatching(/^PXEClient/) as string,
      },
    });
    expect(node?.node).toBe('n1');
    expect(node).not.toHaveProperty('about');
  });

  it('are not opened by a program of a user of the node, who cannot send from the port of clients', async () => {
    const before = sessions.of('n1')?.id;
    const message = clientMessage({ type: MessageType.DISCOVER, mac: KNOWN_MAC, options: pxeOptions(7) });
    await made.ask(message, { remotePort: 40_000 });
    expect(sessions.of('n1')?.id).toBe(before);
  });

  it('are not opened by what renews its address or runs already', async () => {
    const before = sessions.of('n1')?.id;
    sessions.sight({ step: 'script', node: 'n1', time: made.clock });
    await ask(MessageType.DISCOVER, []);
    await ask(MessageType.REQUEST, []);
    expect(sessions.of('n1')?.id).toBe(before);
  });
});
