import {
  CLIENT_CLASSES,
  type ClientClass,
  clientDiscover,
  encodeDhcp,
  FILE_MAX,
  formatIPv4,
  MessageType,
  macToBytes,
  OPTIONS,
  readOption,
} from '@muster/wire';
import type { DhcpBackend } from '../backend.ts';
import type { Behaviour } from '../behaviour.ts';
import { newXid, strangerMac } from '../client-packet.ts';
import { discover } from '../exchange.ts';
import { ConformanceFailure, expectSame } from '../failure.ts';
import type { Heard } from '../seat.ts';
import type { Tools } from '../tools.ts';

const { OFFER } = MessageType;
const hex = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString('hex');

/** Every code of a class, as machines of it ask: a node for a server, anybody for a proxy. */
function packetsOf(clientClass: ClientClass, tools: Tools): Uint8Array[] {
  const mac = tools.backend.role === 'proxy' ? strangerMac() : tools.node().mac;
  const chaddr = macToBytes(mac) ?? new Uint8Array(6);
  return clientClass.archCodes.map((code) =>
    encodeDhcp(clientDiscover({ ...clientClass, archCodes: [code] }, { chaddr, xid: newXid() })),
  );
}

/** What a machine of this class would load: option 67, else the BOOTP field. */
export function bootFileIn({ message }: Heard): string {
  return (readOption(message, OPTIONS.bootFileName) ?? message.file).replace(/\0+$/, '');
}

/** @throws ConformanceFailure unless the answer tells this class its boot file, in the fields firmware reads. */
export function expectBootFile(
  clientClass: ClientClass,
  { main, backend }: Tools,
  heard: Heard,
  sent: Uint8Array,
): void {
  const expected = main.bootFiles.get(clientClass.id);
  const packets = { sent, received: heard.packet };
  if (expected === undefined) {
    expectSame('a boot file', '', bootFileIn(heard), packets);
    return;
  }
  expectSame('the boot file', expected.file, forAnybody(bootFileIn(heard)), packets);
  const { siaddr } = heard.message;
  // iPXE takes an answer without siaddr for none and goes on to ask port 4011; firmware fetches from there.
  if (clientClass.transport === 'tftp' || backend.role === 'proxy') {
    expectSame('siaddr', main.nextServer ?? main.server, formatIPv4(siaddr), packets);
  }
  // shim and old ROMs read the BOOTP field alone.
  if (clientClass.transport === 'tftp' && Buffer.byteLength(expected.file) <= FILE_MAX) {
    expectSame('the BOOTP field file', expected.file, heard.message.file, packets);
  }
}

/** @throws ConformanceFailure unless options 60, 66 and those the loader wants are as this class needs them. */
export function expectBootOptions(
  clientClass: ClientClass,
  { main, backend }: Tools,
  heard: Heard,
  sent: Uint8Array,
): void {
  const expected = main.bootFiles.get(clientClass.id);
  if (expected === undefined) return;
  const packets = { sent, received: heard.packet };
  const vendor = readOption(heard.message, OPTIONS.vendorClass)?.replace(/\0+$/, '');
  const { vendorClass, userClass } = clientClass;
  const mustSay = backend.role === 'proxy' || (vendorClass === 'HTTPClient' && userClass === 'none');
  if (mustSay || vendor !== undefined) expectSame('option 60', vendorClass, vendor, packets);
  const server = readOption(heard.message, OPTIONS.tftpServerName)?.replace(/\0+$/, '');
  if (server !== undefined) expectSame('option 66', main.nextServer ?? main.server, server, packets);
  // A proxy's answer has no room for them: they are of the lease.
  for (const [code, value] of backend.role === 'proxy' ? [] : (expected.options ?? [])) {
    expectSame(`option ${code}`, hex(value), hex(heard.message.options.get(code)), packets);
  }
}

/** Why a proxy answers nobody of a class. */
export function nothingToTell({ role, networks }: DhcpBackend, classId: string): string | undefined {
  return role === 'proxy' && !Object.values(networks)[0]?.bootFiles.has(classId)
    ? 'it has no boot file for them'
    : undefined;
}

function behavioursOf(clientClass: ClientClass): Behaviour[] {
  const { id, userClass, vendorClass } = clientClass;
  const unless: Behaviour['unless'] = (backend) => nothingToTell(backend, id);
  const asked = async (tools: Tools, look: typeof expectBootFile): Promise<void> => {
    const seat = await tools.seat();
    for (const sent of packetsOf(clientClass, tools)) look(clientClass, tools, await seat.ask(sent, [OFFER]), sent);
  };
  const behaviours: Behaviour[] = [
    {
      id: `boot-file/${id}`,
      title: `tells ${id} machines their boot file, in file and siaddr`,
      source: 'RFC 2131 §2 file and siaddr, RFC 4578, IANA processor architecture types; lab: shim reads file alone',
      unless,
      check: (tools) => asked(tools, expectBootFile),
    },
    {
      id: `boot-options/${id}`,
      title: `tells ${id} machines nothing else in options 60 and 66, and what their loader wants`,
      source:
        vendorClass === 'HTTPClient'
          ? 'UEFI 2.10 §24.7.3: an OFFER without HTTPClient in option 60 is ignored'
          : 'PXE 2.1 §2.2, RFC 2132 §9.4',
      unless,
      check: (tools) => asked(tools, expectBootOptions),
    },
  ];
  if (userClass !== 'ipxe') return behaviours;
  behaviours.push({
    id: `no-loop/${id}`,
    title: `does not tell ${id} machines to load iPXE again`,
    source: 'RFC 3004 user class "iPXE", option 175',
    unless,
    check: async (tools) => {
      const seat = await tools.seat();
      const firmware = id.replace(/-ipxe$/, '');
      const loaders = [firmware, `${firmware}-http`].map((other) => tools.main.bootFiles.get(other)?.file);
      for (const sent of packetsOf(clientClass, tools)) {
        const heard = await seat.ask(sent, [OFFER]);
        const told = bootFileIn(heard);
        if (!loaders.includes(told) || told === '') continue;
        throw new ConformanceFailure({
          expected: 'another file than the one that loaded it',
          got: told,
          sent,
          received: heard.packet,
        });
      }
    },
  });
  return behaviours;
}

/** What machines that boot from the network are told to load. */
export const bootBehaviours: readonly Behaviour[] = [
  ...CLIENT_CLASSES.flatMap(behavioursOf),
  {
    id: 'boot-file/none',
    title: 'tells machines that do not boot from the network no boot file',
    source: 'RFC 2131 §4.3.1',
    unless: ({ role }) => (role === 'proxy' ? 'a proxy does not answer them at all' : undefined),
    check: async (tools) => {
      const heard = await discover(await tools.relay(), { mac: tools.node().mac });
      expectSame('a boot file', '', bootFileIn(heard), { received: heard.packet });
    },
  },
];

/** A server in process names the machine in the URL for UEFI HTTP Boot (`/boot/MAC/…`); one that was told before cannot. */
function forAnybody<T extends string | undefined>(file: T): T {
  return file?.replace(/^(https?:\/\/[^/]+)\/boot\/[\da-f]{2}(?:-[\da-f]{2})+\//, '$1/') as T;
}
