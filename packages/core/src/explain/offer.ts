import {
  type ClientClass,
  clientDiscover,
  type DhcpMessage,
  decodeDhcp,
  encodeDhcp,
  formatIPv4,
  formatOption,
} from '@muster/wire';
import type { BootRequest } from '../lifecycle/boot-request.ts';
import type { Lifecycle } from '../lifecycle/hooks.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Assignment } from '../lifecycle/types.ts';
import { Attributions } from './trace.ts';
import type { ExplainedOffer } from './schema.ts';

/** What a client of one class is offered by DHCP, and which boot file a loader's plugin names for it. */
export async function explainOffer(
  lifecycle: Lifecycle,
  snapshot: Snapshot,
  request: BootRequest,
  assignment: Assignment | undefined,
  clientClass: ClientClass,
): Promise<ExplainedOffer> {
  const attributions = new Attributions();
  const facts = { ...request, clientClass };
  const about = {
    request: facts,
    snapshot,
    clientClass,
    trace: attributions.trace,
    ...(assignment === undefined ? {} : { assignment }),
  };
  const loader = lifecycle.loaderFor(assignment);
  const bootFile =
    loader === undefined
      ? undefined
      : await lifecycle.render('boot-file', { ...about, loader, ...lifecycle.endpoints(facts) });
  const discover = request.mac === undefined ? undefined : discoverOf(clientClass, request);
  const offer =
    discover === undefined ? undefined : await lifecycle.render('dhcp-offer', { ...about, packet: discover });
  const [by] = attributions.makers('dhcp-offer');
  const [bootFileBy] = attributions.makers('boot-file');
  return {
    clientClass: clientClass.id,
    ...(offer === undefined || by === undefined ? {} : { by, packet: Buffer.from(offer.packet).toString('hex') }),
    lines: offer === undefined ? [] : packetLines(offer.packet),
    ...(bootFile === undefined ? {} : { bootFile: bootFile.file }),
    ...(bootFileBy === undefined ? {} : { bootFileBy }),
    ...(bootFile?.reason === undefined ? {} : { bootFileReason: bootFile.reason }),
  };
}

/** The DISCOVER such a client broadcasts, with transaction id 0. */
function discoverOf(clientClass: ClientClass, { mac = '', uuid }: BootRequest): Uint8Array {
  const chaddr = Uint8Array.from(mac.split(':'), (octet) => Number.parseInt(octet, 16));
  return encodeDhcp(clientDiscover(clientClass, { chaddr, ...(uuid === undefined ? {} : { uuid }) }));
}

/** The fields that matter to a client, then every option. */
function packetLines(packet: Uint8Array): string[] {
  const decoded = decodeDhcp(packet);
  return decoded.ok ? messageLines(decoded.message) : [`not a DHCP message: ${decoded.reason}`];
}

function messageLines(message: DhcpMessage): string[] {
  const addresses = { yiaddr: message.yiaddr, siaddr: message.siaddr, giaddr: message.giaddr };
  return [
    ...Object.entries(addresses).flatMap(([name, address]) =>
      address === 0 ? [] : [`${name}: ${formatIPv4(address)}`],
    ),
    ...(message.sname === '' ? [] : [`sname: ${message.sname}`]),
    ...(message.file === '' ? [] : [`file: ${message.file}`]),
    ...[...message.options].map(([code, value]) => formatOption(code, value)),
  ];
}
