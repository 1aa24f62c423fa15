import { Dhcp6Type, decodeDhcp6, encodeDhcp6, OPTIONS6, option6 } from '@muster/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bench6, ia, LINK_LOCAL, message, relayed, serverId } from './bench.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);
const boot = option6(OPTIONS6.clientArchitecture, [7]);
const seeds = Object.values(Dhcp6Type)
  .filter((type) => type !== Dhcp6Type.RELAY_FORW && type !== Dhcp6Type.RELAY_REPL)
  .flatMap((type) => [message(type, [serverId, boot, ia(7, 'fd00:1::11')]), message(type, [boot, ia(7)])])
  .flatMap((sent) => [
    encodeDhcp6({ message: sent, relays: [] }),
    encodeDhcp6(relayed(sent, { linkAddress: Uint8Array.of(0xfd, 0, 0, 1, ...new Uint8Array(12)) })),
  ]);

describe('a DHCPv6 server that hears anything', () => {
  it('answers by the protocol or keeps quiet, and never with more than one packet', async () => {
    const { engine } = bench6();
    const change = fc.record({ at: fc.nat(), value: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(change, { maxLength: 6 }),
        fc.uint8Array({ maxLength: 30 }),
        async (seed, changes, tail) => {
          const bytes = Uint8Array.from([...seed, ...tail]);
          for (const { at, value } of changes) bytes[at % bytes.length] = value;
          const arrival = { remoteAddress: LINK_LOCAL, remotePort: 546, interface: 'eth1' };
          const answer = await engine.handle(bytes, arrival, new Map([['cluster', 'eth1']]));
          if (answer === undefined) return;
          const decoded = decodeDhcp6(answer.packet);
          expect(decoded.ok && [Dhcp6Type.ADVERTISE, Dhcp6Type.REPLY].includes(decoded.packet.message.type as 2)).toBe(
            true,
          );
        },
      ),
      { numRuns },
    );
    expect(engine.dropped.get('failed')).toBeUndefined();
  }, 600_000);
});
