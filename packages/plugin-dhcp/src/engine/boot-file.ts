import { type BootFile, type BootRequest, bootRequest, type Lifecycle, type Logger } from '@muster/core';
import { type ClientClass, FILE_MAX, formatIPv4, OPTIONS, parseIPv4 } from '@muster/wire';
import type { ServedNetwork } from '../network.ts';
import { type Exchange, uuidOf } from './exchange.ts';

const HTTP_CLIENT = OPTIONS.vendorClass.type.encode('HTTPClient');

/** What firmware is told to fetch, and from where. */
export interface BootAnswer {
  readonly bootFile: BootFile;
  /** TFTP server, an unsigned 32-bit number; 0 when the configuration names it otherwise. */
  readonly siaddr: number;
  /** For the BOOTP field; empty when it is too long for that. */
  readonly file: string;
  /** Options of the answer, encoded. */
  readonly options: ReadonlyMap<number, Uint8Array>;
}

export type BootLifecycle = Pick<Lifecycle, 'assign' | 'render' | 'loaderFor' | 'endpoints'>;

/**
 * Asks the loader's plugin for the boot file; undefined for a client that is not booting from the network and when no
 * plugin has a file. A fault in a plugin costs the client the boot file, not its address.
 */
export async function bootAnswer(
  exchange: Exchange,
  network: ServedNetwork,
  { lifecycle, log }: { readonly lifecycle: BootLifecycle; readonly log: Logger },
): Promise<BootAnswer | undefined> {
  const { clientClass, snapshot } = exchange;
  if (clientClass === undefined) return undefined;
  try {
    const request = requestOf(exchange, network, clientClass);
    const assignment = await lifecycle.assign(request);
    const loader = lifecycle.loaderFor(assignment);
    if (loader === undefined) return undefined;
    const endpoints = lifecycle.endpoints({ network: network.name });
    const bootFile = await lifecycle.render('boot-file', {
      request,
      snapshot: assignment?.snapshot ?? snapshot,
      clientClass,
      loader,
      ...endpoints,
      ...(assignment === undefined ? {} : { assignment }),
    });
    return bootFile && encodeAnswer(bootFile, endpoints.nextServer, clientClass);
  } catch (error) {
    log.error({ err: error, client: exchange.client, network: network.name }, 'no boot file: a plugin failed');
    return undefined;
  }
}

function encodeAnswer(bootFile: BootFile, nextServer: string, { vendorClass }: ClientClass): BootAnswer {
  const name = OPTIONS.bootFileName.type.encode(bootFile.file);
  const options = new Map([
    [OPTIONS.tftpServerName.code, OPTIONS.tftpServerName.type.encode(nextServer)],
    [OPTIONS.bootFileName.code, name],
  ]);
  // UEFI HTTP Boot ignores an offer without `HTTPClient`. PXE firmware needs no `PXEClient` beside an address and a file
  // name, and EDK2 would go on to ask port 4011.
  if (vendorClass === 'HTTPClient') options.set(OPTIONS.vendorClass.code, HTTP_CLIENT);
  for (const [code, value] of bootFile.options ?? []) options.set(code, value);
  const file = name.length <= FILE_MAX ? bootFile.file : '';
  return { bootFile, siaddr: parseIPv4(nextServer) ?? 0, file, options };
}

function requestOf(exchange: Exchange, network: ServedNetwork, clientClass: ClientClass): BootRequest {
  const { message, mac, type = 0, now } = exchange;
  const uuid = uuidOf(message);
  return bootRequest({
    door: 'dhcp',
    time: now,
    network: network.name,
    localAddress: network.config.address,
    clientClass,
    dhcp: { giaddr: formatIPv4(message.giaddr), messageType: type, options: message.options },
    ...(mac === undefined ? {} : { mac }),
    ...(uuid === undefined ? {} : { uuid }),
  });
}
