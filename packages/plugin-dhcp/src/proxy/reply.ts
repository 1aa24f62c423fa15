import { type DhcpMessage, MessageType, maxDhcpPayload, OPTIONS, readOption, replyTo, suboptions } from '@muster/wire';
import type { BootAnswer } from '../engine/boot-file.ts';
import type { Exchange } from '../engine/exchange.ts';
import { encodeFitting } from '../engine/fit.ts';
import type { ProxyAnswer } from './decision.ts';

const TYPES = { offer: MessageType.OFFER, ack: MessageType.ACK };
const { vendorEncapsulatedOptions: vendorOptions } = OPTIONS;

/** PXE 2.1 table 2-1, tags of option 43. */
const DISCOVERY_CONTROL = 6;
const BOOT_ITEM = 71;
/** "If a boot file name is present in the offer, download it": no menu, no search for boot servers. */
const BYPASS = 8;
const END = 255;

/** The encoded answer of a proxy: no address, `PXEClient` or `HTTPClient`, server and boot file. Undefined when it is too large. */
export function encodeProxyReply(exchange: Exchange, answer: ProxyAnswer, boot: BootAnswer): Uint8Array | undefined {
  const draft = { reply: messageFor(exchange, answer, boot), dispensable: () => [OPTIONS.tftpServerName.code] };
  return encodeFitting(draft, { maxSize: maxDhcpPayload(exchange.message) })?.packet;
}

function messageFor(exchange: Exchange, { kind, network }: ProxyAnswer, boot: BootAnswer): DhcpMessage {
  const { message } = exchange;
  const reply = replyTo(message, {
    ciaddr: kind === 'ack' ? message.ciaddr : 0,
    siaddr: siaddrOf(boot, network.address),
    file: boot.file,
  });
  const { options } = reply;
  options.set(OPTIONS.messageType.code, Uint8Array.of(TYPES[kind]));
  options.set(OPTIONS.serverIdentifier.code, network.identifier);
  // Tells firmware that this is a proxy's; iPXE, which needs no other, goes on at once. HTTP Boot's own is in `boot`.
  options.set(OPTIONS.vendorClass.code, OPTIONS.vendorClass.type.encode('PXEClient'));
  const uuid = message.options.get(OPTIONS.machineUuid.code);
  if (uuid !== undefined) options.set(OPTIONS.machineUuid.code, uuid);
  for (const [code, value] of boot.options) options.set(code, value);
  const tags = vendorTags(exchange);
  if (tags.size > 0) options.set(vendorOptions.code, Uint8Array.of(...suboptions.encode(tags), END));
  return reply;
}

/** iPXE takes an offer without `siaddr` for none, also where the boot file is a URL, and asks port 4011 in vain. */
function siaddrOf({ siaddr, bootFile }: BootAnswer, own: number): number {
  return siaddr === 0 && bootFile.file.includes('://') ? own : siaddr;
}

function vendorTags({ message, clientClass }: Exchange): Map<number, Uint8Array> {
  const tags = new Map<number, Uint8Array>();
  // A ROM that keeps to PXE 2.1 looks for boot servers unless it is told not to; some UEFI ignores an offer that does.
  if (clientClass?.firmware === 'bios' && clientClass.userClass === 'none') {
    tags.set(DISCOVERY_CONTROL, Uint8Array.of(BYPASS));
  }
  // A boot server says which item of the menu, type and layer, it answers for; iPXE drops answers that do not.
  const asked = suboptions.decode(readOption(message, vendorOptions) ?? new Uint8Array())?.get(BOOT_ITEM);
  if (asked !== undefined) tags.set(BOOT_ITEM, asked);
  return tags;
}
