import {
  type DhcpMessage,
  decodeDhcp,
  encodeDhcp,
  formatIPv4,
  MessageType,
  OPTIONS,
  readOption,
  writeOption,
} from '@muster/wire';
import { BootFault } from './fault.ts';
import { copied } from './offers.ts';
import { udpSocket } from './socket.ts';
import { BOOT_SERVER_TIMEOUTS } from './timing.ts';
import type { Meter } from './trace.ts';

export interface BootServerQuestion {
  readonly stage: string;
  /** What was broadcast before. */
  readonly discover: DhcpMessage;
  /** The proxy's offer. */
  readonly offer: DhcpMessage;
  /** The machine's address, an unsigned 32-bit number. */
  readonly address: number;
  /** UDP port asked from, which the answer is to come to: EDK2 4011, iPXE and ROMs 68. */
  readonly from: number;
  /** UDP port of the boot server. */
  readonly port: number;
  readonly loses: () => boolean;
  readonly signal: AbortSignal;
  readonly meter: Meter;
}

/**
 * The REQUEST to port 4011 (PXE 2.1 §2.2.5), from the machine's own address; the ACK to it.
 * @throws BootFault `dhcp-timeout`, `address-missing`
 */
export async function askBootServer(question: BootServerQuestion): Promise<DhcpMessage> {
  const { stage, offer, port, from, loses, signal, meter } = question;
  const server = formatIPv4(readOption(offer, OPTIONS.serverIdentifier) ?? offer.siaddr);
  const packet = encodeDhcp(requestOf(question));
  const socket = udpSocket();
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  try {
    return await new Promise<DhcpMessage>((resolve, reject) => {
      let tries = 0;
      const send = (): void => {
        const timeout = BOOT_SERVER_TIMEOUTS[tries];
        if (timeout === undefined) {
          reject(new BootFault(stage, 'dhcp-timeout', `no answer from port ${port} of the proxy ${server}`));
          return;
        }
        if (tries > 0) meter.retries += 1;
        tries += 1;
        if (!loses()) socket.send(packet, port, server);
        timer = setTimeout(send, timeout);
      };
      stop = () => {
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      socket.on('error', (error) => {
        reject(new BootFault(stage, 'address-missing', error.message));
      });
      socket.on('message', (bytes, sender) => {
        const decoded = decodeDhcp(bytes);
        if (!decoded.ok || sender.port !== port || decoded.message.xid !== offer.xid || loses()) return;
        if (readOption(decoded.message, OPTIONS.messageType) === MessageType.ACK) resolve(copied(decoded.message));
      });
      socket.bind(from, formatIPv4(question.address), send);
    });
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) signal.removeEventListener('abort', stop);
    socket.close();
  }
}

function requestOf({ discover, offer, address }: BootServerQuestion): DhcpMessage {
  const request = { ...discover, ciaddr: address, options: new Map(discover.options) };
  writeOption(request, OPTIONS.messageType, MessageType.REQUEST);
  const server = readOption(offer, OPTIONS.serverIdentifier);
  if (server !== undefined) writeOption(request, OPTIONS.serverIdentifier, server);
  return request;
}
