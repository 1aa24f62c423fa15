import { clientClassById, MessageType } from '@muster/wire';
import type { Behaviour } from '../behaviour.ts';
import { asMachine, newXid } from '../client-packet.ts';
import { acknowledged, addressIn, serverIn } from '../exchange.ts';
import { expectSame } from '../failure.ts';
import type { FirmwareFixture } from '../fixture.ts';
import type { Heard } from '../seat.ts';
import type { Tools } from '../tools.ts';
import { bootFileIn, expectBootFile, expectBootOptions, nothingToTell } from './boot.ts';

const { OFFER } = MessageType;

/** The recorded packets of real firmware and programs, sent by a node. */
export function firmwareBehaviours(fixtures: readonly FirmwareFixture[]): readonly Behaviour[] {
  return fixtures.map((fixture) => ({
    id: `firmware/${fixture.name}`,
    title: `answers the packets of ${fixture.name} (${fixture.source})`,
    source: 'packets recorded from real firmware',
    unless: (backend) => nothingToTell(backend, fixture.classId ?? ''),
    check: (tools) => (tools.backend.role === 'proxy' ? offered(tools, fixture) : leased(tools, fixture)),
  }));
}

async function offered(tools: Tools, { classId, discover }: FirmwareFixture): Promise<void> {
  const sent = asMachine(discover, { mac: tools.node().mac, xid: newXid() });
  expectBoot(classId, tools, await (await tools.seat()).ask(sent, [OFFER]), sent);
}

async function leased(tools: Tools, { classId, discover, request }: FirmwareFixture): Promise<void> {
  const { mac, address } = tools.node();
  const seat = await tools.relay();
  const xid = newXid();
  const asking = asMachine(discover, { mac, xid });
  const offer = await seat.ask(asking, [OFFER]);
  expectSame('yiaddr', address, addressIn(offer), { sent: asking, received: offer.packet });
  expectBoot(classId, tools, offer, asking);
  const taking = asMachine(request, { mac, xid, requested: address, server: serverIn(offer.message) ?? '0.0.0.0' });
  const ack = await acknowledged(seat, taking);
  expectSame('yiaddr', address, addressIn(ack), { sent: taking, received: ack.packet });
  expectBoot(classId, tools, ack, taking);
}

function expectBoot(classId: string | undefined, tools: Tools, heard: Heard, sent: Uint8Array): void {
  const clientClass = classId === undefined ? undefined : clientClassById(classId);
  if (clientClass === undefined) {
    expectSame('a boot file', '', bootFileIn(heard), { sent, received: heard.packet });
    return;
  }
  expectBootFile(clientClass, tools, heard, sent);
  expectBootOptions(clientClass, tools, heard, sent);
}
