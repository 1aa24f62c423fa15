import { classifyClient, type ClientClass } from '../client-class.ts';
import type { DhcpMessage } from './message.ts';
import { OPTIONS, readOption } from './options.ts';

/** The class of the client that sent `request`; see {@link classifyClient}. */
export function classifyDhcp(request: Pick<DhcpMessage, 'options'>): ClientClass | undefined {
  return classifyClient({
    archCodes: readOption(request, OPTIONS.clientArchitecture),
    vendorClass: readOption(request, OPTIONS.vendorClass),
    userClass: readOption(request, OPTIONS.userClass),
    hasOption175: request.options.has(OPTIONS.ipxe.code),
  });
}
