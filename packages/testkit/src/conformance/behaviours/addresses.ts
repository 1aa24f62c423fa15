import { MessageType, OPTIONS } from '@muster/wire';
import { type Behaviour, givesNoPool, isProxy } from '../behaviour.ts';
import { clientPacket, newXid, strangerMac } from '../client-packet.ts';
import { addressIn, discover, expectInPool, notAcknowledged, obtain, obtainAnyhow, release } from '../exchange.ts';
import { ConformanceFailure, expectSame } from '../failure.ts';
import type { Heard } from '../seat.ts';

const CLIENT_IDENTIFIER = OPTIONS.clientIdentifier.code;
/** How many machines ask at once. */
const CROWD = 24;

/** What one machine shows as option 61 while it boots: UEFI nothing, iPXE 01 and its MAC, networkd a DUID (RFC 4361). */
function identities(mac: string): readonly (readonly [number, Uint8Array])[][] {
  const octets = Buffer.from(mac.replaceAll(':', ''), 'hex');
  return [
    [],
    [[CLIENT_IDENTIFIER, Uint8Array.of(1, ...octets)]],
    [[CLIENT_IDENTIFIER, Uint8Array.of(0xff, 0x53, 0x25, 0xb1, 0xc1, 0, 2, 0, 0, 0xab, 0x11, ...octets, 0, 1)]],
  ];
}

/** Who gets which address. */
export const addressBehaviours: readonly Behaviour[] = [
  {
    id: 'address/node',
    title: 'gives a node its registered address, whatever client identifier it shows',
    source: 'RFC 2131 §4.3.1; one machine shows up to three client identifiers as firmware, iPXE and OS take turns',
    unless: isProxy,
    check: async (tools) => {
      const { mac, address } = tools.node();
      const seat = await tools.relay();
      for (const options of identities(mac)) {
        const { ack } = await obtain(seat, { mac, options });
        expectSame('yiaddr', address, addressIn(ack), { received: ack.packet });
      }
    },
  },
  {
    id: 'address/stranger',
    title: 'gives a machine that is not registered one address of the pool, whatever client identifier it shows',
    source: 'RFC 2131 §4.3.1; a machine that changed its address between iPXE and OS would lose its boot',
    unless: givesNoPool,
    check: async (tools) => {
      const mac = strangerMac();
      const seat = await tools.relay();
      const leases = [];
      for (const options of identities(mac)) leases.push(await obtain(seat, { mac, options }));
      const [first] = leases;
      for (const lease of leases) {
        expectInPool(tools.main, lease.ack);
        expectSame('the same address again: yiaddr', first?.address ?? '', lease.address, {
          received: lease.ack.packet,
        });
      }
      if (first !== undefined) release(seat, mac, first);
    },
  },
  {
    id: 'address/same-offer',
    title: 'makes the same offer to every DISCOVER of a machine',
    source: 'RFC 2131 §4.3.1; iPXE sends two and takes the later offer',
    unless: isProxy,
    check: async (tools) => {
      const seat = await tools.relay();
      const macs = [tools.node().mac, ...(givesNoPool(tools.backend) === undefined ? [strangerMac()] : [])];
      for (const mac of macs) {
        const xid = newXid();
        const first = await discover(seat, { mac, xid });
        for (const again of [xid, newXid()]) {
          const offer = await discover(seat, { mac, xid: again });
          expectSame('the same offer: yiaddr', addressIn(first), addressIn(offer), { received: offer.packet });
        }
      }
    },
  },
  {
    id: 'address/crowd',
    title: 'never gives two machines that ask at once the same address',
    source: 'RFC 2131 §3.1',
    unless: givesNoPool,
    check: async (tools) => {
      const seat = await tools.relay();
      const macs = Array.from({ length: CROWD }, strangerMac);
      const leases = await Promise.all(macs.map((mac) => obtainAnyhow(seat, { mac })));
      const holders = new Map<string, Heard>();
      for (const { address, ack } of leases) {
        expectInPool(tools.main, ack);
        if (holders.has(address)) {
          const got = `${address} given to two machines`;
          throw new ConformanceFailure({ expected: `${CROWD} addresses`, got, received: ack.packet });
        }
        holders.set(address, ack);
      }
      for (const [index, mac] of macs.entries()) {
        const lease = leases[index];
        if (lease !== undefined) release(seat, mac, lease);
      }
    },
  },
  {
    id: 'address/taken',
    title: 'acknowledges the registered address of a node to no other machine',
    source: 'RFC 2131 §4.3.2',
    unless: isProxy,
    check: async (tools) => {
      const seat = await tools.relay();
      const { address } = tools.node();
      const expected = `no ACK of ${address}, which is another machine's`;
      const asking = { type: MessageType.REQUEST, mac: strangerMac(), requested: address };
      await notAcknowledged(seat, clientPacket(asking), expected);
      await notAcknowledged(seat, clientPacket({ ...asking, server: tools.main.server }), expected);
    },
  },
  {
    id: 'address/unknown',
    title: 'does not answer a machine that is not registered',
    source: 'the policy it was configured with',
    unless: (backend) =>
      isProxy(backend) ?? (backend.unknown === 'ignore' ? undefined : 'it gives unregistered machines addresses'),
    check: async (tools) => {
      const seat = await tools.relay();
      const asking = { type: MessageType.DISCOVER, mac: strangerMac() };
      await seat.refrains(clientPacket(asking), 'no answer to a machine that is not registered');
    },
  },
  {
    id: 'address/networks',
    title: 'gives machines behind another relay agent addresses of the network that agent is on',
    source: 'RFC 2131 §4.3.1, RFC 1542 §4.1.1',
    unless: (backend) =>
      givesNoPool(backend) ??
      (Object.values(backend.networks)[1]?.pool === undefined ? 'it has no second network with a pool' : undefined),
    check: async (tools) => {
      // One machine on both, and a node away from home.
      for (const mac of [strangerMac(), tools.node().mac]) {
        for (const [name, network] of Object.entries(tools.backend.networks).reverse()) {
          const seat = await tools.relay(name);
          const lease = await obtain(seat, { mac });
          const home = network === tools.main && mac === tools.node().mac;
          if (home) expectSame('yiaddr', tools.node().address, lease.address, { received: lease.ack.packet });
          else expectInPool(network, lease.ack);
          expectSame('the server on this network: option 54', network.server, lease.server, {
            received: lease.offer.packet,
          });
          if (!home) release(seat, mac, lease);
        }
      }
    },
  },
];
