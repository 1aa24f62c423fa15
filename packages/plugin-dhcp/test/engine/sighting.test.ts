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

  it('are not opened by what renews its address or runs already', async () => {
    const before = sessions.of('n1')?.id;
    sessions.sight({ step: 'script', node: 'n1', time: made.clock });
    await ask(MessageType.DISCOVER, []);
    await ask(MessageType.REQUEST, []);
    expect(sessions.of('n1')?.id).toBe(before);
  });
});
