import { type ClientFacts, classifyClient, MessageType, OPTIONS } from '@muster/wire';
import type { Behaviour } from '../behaviour.ts';
import { clientPacket, strangerMac } from '../client-packet.ts';
import { bootFileIn, expectBootFile } from './boot.ts';
import { expectSame } from '../failure.ts';
import type { Tools } from '../tools.ts';

interface Oddity {
  readonly id: string;
  readonly who: string;
  readonly source: string;
  readonly facts: ClientFacts;
}

const IPXE_BARE = Buffer.from('iPXE');
const vendor = (what: string, code: string): string => `${what}:Arch:${code}:UNDI:003000`;

/** What firmware leaves out or mixes up. */
const ODDITIES: readonly Oddity[] = [
  {
    id: 'no-architecture',
    who: 'ROMs that send no option 93 are of a BIOS',
    source: 'PXE 2.1 §2.2; older than RFC 4578',
    facts: { vendorClass: 'PXEClient' },
  },
  {
    id: 'architecture-in-vendor-class',
    who: 'the architecture is in option 60 where option 93 is missing',
    source: 'PXE 2.1 §2.2.3 table 2-1',
    facts: { vendorClass: vendor('PXEClient', '00007') },
  },
  {
    id: 'bare-vendor-class',
    who: 'the architecture is in option 93 where option 60 is bare',
    source: 'lab: undionly.kpxe after a boot server reply',
    facts: { archCodes: [7], vendorClass: 'PXEClient' },
  },
  {
    id: 'architecture-alone',
    who: 'option 93 alone is enough',
    source: 'RFC 4578 §2.1',
    facts: { archCodes: [11] },
  },
  {
    id: 'http-architecture-alone',
    who: 'an HTTP architecture alone is enough',
    source: 'IANA processor architecture types',
    facts: { archCodes: [16] },
  },
  {
    id: 'http-by-vendor-class',
    who: 'HTTPClient decides, whatever the architecture',
    source: 'UEFI 2.10 §24.7: such firmware ignores other answers',
    facts: { archCodes: [7], vendorClass: vendor('HTTPClient', '00007') },
  },
  {
    id: 'pxe-by-vendor-class',
    who: 'PXEClient decides, whatever the architecture',
    source: 'PXE 2.1 §2.2.3',
    facts: { archCodes: [16], vendorClass: vendor('PXEClient', '00016') },
  },
  {
    id: 'ipxe-by-encapsulated-options',
    who: 'option 175 alone says iPXE',
    source: 'iPXE sends it always; nothing else does',
    facts: { archCodes: [7], vendorClass: vendor('PXEClient', '00007'), hasOption175: true },
  },
  {
    id: 'ipxe-by-user-class',
    who: 'user class iPXE alone says iPXE',
    source: 'iPXE sends it as bare text',
    facts: { archCodes: [7], vendorClass: vendor('PXEClient', '00007'), userClass: 'iPXE' },
  },
  {
    id: 'ipxe-by-user-class-list',
    who: 'user class iPXE in the form of the standard says iPXE',
    source: 'RFC 3004 §4: length before text',
    facts: { archCodes: [7], vendorClass: vendor('PXEClient', '00007'), userClass: ['iPXE'] },
  },
  {
    id: 'unknown-architecture',
    who: 'machines of an unknown architecture are told nothing',
    source: 'IANA processor architecture types',
    facts: { archCodes: [99], vendorClass: vendor('PXEClient', '00099') },
  },
  {
    id: 'http-without-architecture',
    who: 'HTTPClient without an architecture is told nothing',
    source: 'UEFI 2.10 §24.7',
    facts: { vendorClass: 'HTTPClient' },
  },
  {
    id: 'foreign-vendor-class',
    who: 'an architecture beside a foreign option 60 is told nothing',
    source: 'U-Boot on x86 says 0 and cannot run the file of a BIOS',
    facts: { archCodes: [0], vendorClass: 'U-Boot.x86' },
  },
];

/** Machines that do not say as much of themselves as others do. */
export const classBehaviours: readonly Behaviour[] = ODDITIES.map(({ id, who, source, facts }) => ({
  id: `class/${id}`,
  title: `knows that ${who}`,
  source,
  unless: ({ role }) => (role === 'proxy' ? 'a proxy answers those alone that say PXEClient or HTTPClient' : undefined),
  check: (tools) => told(tools, facts),
}));

async function told(tools: Tools, facts: ClientFacts): Promise<void> {
  // A stranger where that is answered, for a node may have classes of its own.
  const mac = tools.backend.unknown === 'ignore' ? tools.node().mac : strangerMac();
  const sent = clientPacket({
    type: MessageType.DISCOVER,
    mac,
    parameters: [1, 3, 6, 43, 60, 66, 67, 175],
    options: optionsOf(facts),
  });
  const heard = await (await tools.relay()).ask(sent, [MessageType.OFFER]);
  const clientClass = classifyClient(facts);
  if (clientClass !== undefined) expectBootFile(clientClass, tools, heard, sent);
  else expectSame('a boot file', '', bootFileIn(heard), { sent, received: heard.packet });
}

function* optionsOf({ archCodes, vendorClass, userClass, hasOption175 }: ClientFacts): Generator<[number, Uint8Array]> {
  if (archCodes !== undefined) {
    yield [OPTIONS.clientArchitecture.code, OPTIONS.clientArchitecture.type.encode([...archCodes])];
  }
  if (vendorClass !== undefined) yield [OPTIONS.vendorClass.code, OPTIONS.vendorClass.type.encode(vendorClass)];
  if (typeof userClass === 'string') yield [OPTIONS.userClass.code, IPXE_BARE];
  else if (userClass !== undefined) yield [OPTIONS.userClass.code, OPTIONS.userClass.type.encode([...userClass])];
  if (hasOption175 === true) yield [OPTIONS.ipxe.code, Uint8Array.of(0xb0, 1, 1)];
}
