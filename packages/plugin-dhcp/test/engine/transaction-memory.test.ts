import { MessageType, OPTIONS } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Bench,
  BOOTS,
  bench,
  clientMessage,
  KNOWN_MAC,
  type MessageFacts,
  pxeOptions,
  snapshotOf,
} from '../support.ts';

const { DISCOVER, REQUEST, ACK } = MessageType;
const SELECTING = { type: REQUEST, server: '10.0.0.1', wanted: '10.0.0.11' };

describe('the memory of a transaction', () => {
  let rendered: number;
  let at: Bench;
  beforeEach(async () => {
    rendered = 0;
    const render = () => {
      rendered += 1;
      return Promise.resolve({ file: `boot/${rendered}` });
    };
    at = await bench({}, { lifecycle: { ...BOOTS, render } });
  });
  afterEach(() => at.close());

  /** The boot file a client is told. */
  async function told(facts: MessageFacts): Promise<string | undefined> {
    const [heard] = await at.ask(clientMessage({ mac: KNOWN_MAC, options: pxeOptions(7), ...facts }));
    return heard?.message.file;
  }

  it('has the acknowledgement name the file of the offer, rendered once', async () => {
    expect(await told({ type: DISCOVER })).toBe('boot/1');
    const [ack] = await at.ask(clientMessage({ mac: KNOWN_MAC, options: pxeOptions(7), ...SELECTING }));
    expect(ack?.message.file).toBe('boot/1');
    expect(Buffer.from(ack?.message.options.get(OPTIONS.bootFileName.code) ?? []).toString()).toBe('boot/1');
    expect(ack?.message.options.get(OPTIONS.messageType.code)).toEqual(Uint8Array.of(ACK));
    expect(ack?.message.options.get(OPTIONS.machineUuid.code)).toEqual(new Map(pxeOptions(7)).get(97));
    expect(rendered).toBe(1);
  });

  it('is of one xid: another transaction is answered anew', async () => {
    await told({ type: DISCOVER, xid: 1 });
    expect(await told({ ...SELECTING, xid: 2 })).toBe('boot/2');
  });

  it('is of one client: the same xid of another machine is answered anew', async () => {
    await told({ type: DISCOVER, mac: '52:54:00:00:00:98', giaddr: '10.0.0.2' });
    expect(await told({ ...SELECTING, giaddr: '10.0.0.2' })).toBe('boot/2');
  });

  it('is not used for a client that has become another class, or says anything else it did not say before', async () => {
    await told({ type: DISCOVER });
    expect(await told({ ...SELECTING, options: pxeOptions(11) })).toBe('boot/2');
    await told({ type: DISCOVER });
    expect(await told({ ...SELECTING, options: [...pxeOptions(7), [77, Buffer.from('iPXE')]] })).toBe('boot/4');
    await told({ type: DISCOVER, options: [...pxeOptions(7), [12, Buffer.from('n1')]] });
    expect(await told(SELECTING)).toBe('boot/6');
  });

  it('is not used when the request comes through another relay', async () => {
    await told({ type: DISCOVER, giaddr: '10.0.0.2' });
    expect(await told({ ...SELECTING, giaddr: '10.0.0.3' })).toBe('boot/2');
  });

  it('ends with the snapshot it was made from', async () => {
    await told({ type: DISCOVER });
    at.snapshot = snapshotOf();
    expect(await told(SELECTING)).toBe('boot/2');
  });

  it('ends after ten seconds', async () => {
    await told({ type: DISCOVER });
    at.clock += 9_999;
    expect(await told(SELECTING)).toBe('boot/1');
    await told({ type: DISCOVER });
    at.clock += 10_000;
    expect(await told(SELECTING)).toBe('boot/3');
  });

  it('answers the newest of several discovers', async () => {
    await told({ type: DISCOVER });
    await told({ type: DISCOVER });
    expect(await told(SELECTING)).toBe('boot/2');
  });
});
