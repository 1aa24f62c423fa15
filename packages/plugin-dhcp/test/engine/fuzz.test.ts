import { encodeDhcp, MessageType } from '@muster/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bench, clientMessage, KNOWN_MAC, number, pxeOptions, SERVER, yiaddr } from '../support.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

const SEEDS: readonly Uint8Array[] = Object.values(MessageType).flatMap((type) => [
  encodeDhcp(clientMessage({ type, mac: KNOWN_MAC, options: pxeOptions(7) })),
  encodeDhcp(clientMessage({ type, wanted: '10.0.0.120', server: SERVER, options: pxeOptions(0) })),
  encodeDhcp(clientMessage({ type, ciaddr: '10.0.0.120' })),
  encodeDhcp(clientMessage({ type, giaddr: '10.1.0.2', options: [[82, Uint8Array.of(1, 2, 3, 4)]] })),
]);

/** A valid packet with some octets changed and its end cut off or made longer. */
const mutated = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 12 }),
    fc.option(fc.nat(400), { nil: undefined }),
    fc.uint8Array({ maxLength: 64 }),
  )
  .map(([seed, changes, cut, tail]) => {
    const packet = Buffer.concat([seed.subarray(0, cut ?? seed.length), tail]);
    for (const [offset, value] of changes) if (offset < packet.length) packet[offset] = value;
    return packet;
  });

const arrival = fc.record({
  remoteAddress: fc.constantFrom('0.0.0.0', '10.0.0.120', '10.1.0.2'),
  remotePort: fc.nat(65_535),
  localAddress: fc.constantFrom(number(SERVER), number('10.1.0.1')),
});

describe('the engine under packets from anywhere', () => {
  it('survives them, sends to nobody outside its networks and still serves the next client', async () => {
    const at = await bench();
    const packets = fc.oneof(
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 700 }) },
      { weight: 4, arbitrary: mutated },
    );
    await fc.assert(
      fc.asyncProperty(packets, arrival, async (packet, { localAddress, ...from }) => {
        const answers = await at.engine.handle(packet, packet.length % 2 === 0 ? from : { ...from, localAddress });
        for (const { network, address } of answers) {
          expect(['cluster', 'ipmi']).toContain(network.name);
          // Relays are where they say they are; everybody else is on our networks or hears a broadcast.
          const relayed = packet.subarray(24, 28).some((octet) => octet !== 0);
          if (!relayed) expect(address).toMatch(/^(255\.255\.255\.255|10\.[01]\.0\.\d+)$/);
        }
      }),
      { numRuns },
    );
    expect(at.engine.dropped.get('failed')).toBeUndefined();
    const [heard] = await at.ask(clientMessage({ type: MessageType.DISCOVER, mac: KNOWN_MAC }));
    expect(yiaddr(heard)).toBe('10.0.0.11');
    await at.close();
  }, 600_000);

  it('never acknowledges one address to two clients at a time', async () => {
    const step = fc.record({
      client: fc.nat(14),
      act: fc.constantFrom('boot', 'boot', 'boot', 'renew', 'release', 'decline', 'wait'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const at = await bench();
        try {
          const held = new Map<string, { client: number; until: number }>();
          const mine = new Map<number, string>();
          for (const { client, act } of steps) {
            const mac = `52:54:00:00:05:${client.toString(16).padStart(2, '0')}`;
            const address = mine.get(client);
            if (act === 'wait') at.clock += 700_000;
            else if (act === 'release' && address !== undefined) {
              await at.ask(clientMessage({ type: MessageType.RELEASE, mac, ciaddr: address, server: '10.1.0.1' }));
              if (held.get(address)?.client === client) held.delete(address);
              mine.delete(client);
            } else if (act === 'decline' && address !== undefined) {
              await at.ask(clientMessage({ type: MessageType.DECLINE, mac, wanted: address, server: '10.1.0.1' }));
              if (held.get(address)?.client === client) held.delete(address);
              mine.delete(client);
            } else {
              const asking =
                act === 'renew' && address !== undefined
                  ? clientMessage({ type: MessageType.REQUEST, mac, ciaddr: address, giaddr: '10.1.0.2' })
                  : await selecting(at, mac);
              const [ack] = asking === undefined ? [] : await at.ask(asking);
              if (ack === undefined || ack.message.yiaddr === 0) continue;
              const before = held.get(yiaddr(ack));
              if (before !== undefined && before.until > at.clock) expect(before.client).toBe(client);
              held.set(yiaddr(ack), { client, until: at.clock + 1_800_000 });
              mine.set(client, yiaddr(ack));
            }
          }
        } finally {
          await at.close();
        }
      }),
      { numRuns: Math.max(20, Math.floor(numRuns / 50)) },
    );
  }, 600_000);
});

async function selecting(at: Awaited<ReturnType<typeof bench>>, mac: string) {
  const [offer] = await at.ask(clientMessage({ type: MessageType.DISCOVER, mac, giaddr: '10.1.0.2' }));
  if (offer === undefined) return undefined;
  return clientMessage({
    type: MessageType.REQUEST,
    mac,
    giaddr: '10.1.0.2',
    server: '10.1.0.1',
    wanted: yiaddr(offer),
  });
}
